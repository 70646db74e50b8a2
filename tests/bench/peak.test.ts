import { describe, expect, it } from 'vitest';
import { text } from '../../codegen/wasm/encoding/index.js';
import { fused, measurePeak, probeModule, separate } from '../../bench/peak.js';

const count = (source: string, instruction: string): number =>
  source.split(new RegExp(`\\(${instruction}\\b`)).length - 1;

describe('the probe of the peak', () => {
  it('multiplies and adds in registers alone, as often as it counts', () => {
    const plain = text(probeModule(separate));
    expect(count(plain, 'f32x4.mul')).toBe(96);
    // Besides, the twelve sums are added up at the end, or an engine could leave them out.
    expect(count(plain, 'f32x4.add')).toBe(96 + 11);
    expect(count(text(probeModule(fused)), 'f32x4.relaxed_madd')).toBe(96);
    expect(plain).not.toMatch(/load|store|memory/);
  });

  it('finds what a core of today can do', () => {
    const { separate: peak } = measurePeak();
    expect(peak).toBeGreaterThan(0.5);
    expect(peak).toBeLessThan(1000);
  });
});
