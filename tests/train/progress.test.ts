import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { bar, lines } from '../../src/train/progress.js';

/** A terminal of some width that keeps what is written. */
function terminal(columns: number): { stream: NodeJS.WritableStream; text: () => string } {
  const written: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      written.push(chunk.toString());
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY: true, columns }), text: () => written.join('') };
}

const plain = (text: string): string => text.replace(/\u001b(\[[0-9;?]*[A-Za-z]|[78])/g, '\n');

describe('progress', () => {
  test('without a terminal, one line an epoch', () => {
    const printed: string[] = [];
    const progress = lines(12, (line) => printed.push(line));
    progress.start(0, 1875);
    progress.step(1, () => ({ loss: 9 }));
    progress.end({ loss: 0.51234, accuracy: 0.9, val_loss: 0.00001 });
    expect(printed).toHaveLength(1);
    expect(printed[0]).toMatch(
      /^epoch {2}1\/12 {2}loss 0\.5123 {2}accuracy 0\.9000 {2}val_loss 1\.00e-5 {2}\(1875 steps in 0\.0 s, \d+ steps\/s\)$/,
    );
  });

  test('one step is no steps', () => {
    const printed: string[] = [];
    const progress = lines(1, (line) => printed.push(line));
    progress.start(0, 1);
    progress.end({ loss: 1 });
    expect(printed[0]).toMatch(/\(1 step in /);
  });

  test('in a terminal, a bar with averages, speed and time left, drawn over by the summary', async () => {
    const { stream, text } = terminal(120);
    const progress = await bar(5, stream);
    progress.start(1, 10);
    await new Promise((resolve) => setTimeout(resolve, 250));
    progress.step(5, () => ({ loss: 0.25 }));
    await new Promise((resolve) => setTimeout(resolve, 150));
    progress.end({ loss: 0.2, val_loss: 0.3 });
    const drawn = plain(text());
    expect(drawn).toMatch(/epoch 2\/5 {2}\[={12}-{12}\] 5\/10 {2}loss 0\.2500 {2}\d+ steps\/s {2}0\.\d s left/);
    expect(drawn.trimEnd().split('\n').at(-1)).toMatch(
      /^epoch 2\/5 {2}loss 0\.2000 {2}val_loss 0\.3000 {2}\(10 steps in 0\.\d s, \d+ steps\/s\)$/,
    );
  });

  test('no line is longer than the terminal is wide', async () => {
    const { stream, text } = terminal(40);
    const progress = await bar(5, stream);
    progress.start(0, 10);
    progress.end({ loss: 0.2, accuracy: 0.5, val_loss: 0.3, val_accuracy: 0.4 });
    const longest = Math.max(
      ...plain(text())
        .split('\n')
        .map((line) => line.length),
    );
    expect(longest).toBeGreaterThan(30);
    expect(longest).toBeLessThan(40);
  });

  test('after stop nothing is drawn any more', async () => {
    const { stream, text } = terminal(80);
    const progress = await bar(5, stream);
    progress.start(0, 10);
    progress.stop();
    const before = text();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(text()).toBe(before);
  });
});
