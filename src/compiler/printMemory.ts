import { polynomialText } from '../base/index.js';
import type { Buffer, MemoryPlan, Program } from '../kernels/index.js';

/** Where each buffer lies and when it is needed; offsets and sizes in bytes, N rounded up to a multiple of 16. */
export function printMemory(program: Program, plan: MemoryPlan): string {
  const { liveRanges, state, constants, arena, planned, lowerBound } = plan;
  const lines = [`state ${state} bytes, constants ${constants} bytes, arena ${polynomialText(arena)} bytes`];
  for (const n of [32, 128])
    lines.push(`N = ${n}: ${planned(n)} bytes planned, ${lowerBound(n)} live at the worst moment`);
  for (const entry of program.entries) {
    lines.push('', `entry ${entry.name}`);
    for (const { buffer, from, to } of liveRanges.get(entry) ?? []) {
      lines.push(`  ${buffer.name}: ${from < 0 ? 'input' : from} to ${to}, ${addressText(plan, buffer)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** `64N at 128` */
export function addressText({ addresses }: MemoryPlan, buffer: Buffer): string {
  const { offset, bytes } = addresses.get(buffer)!;
  return `${polynomialText(bytes)} at ${polynomialText(offset)}`;
}
