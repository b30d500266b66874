import { jest } from '@jest/globals';
import { Progress } from './progress.js';

function target(isTTY: boolean): { isTTY: boolean; columns: number; text: string; write: (text: string) => void } {
  const written = {
    isTTY,
    columns: 40,
    text: '',
    write: (text: string) => {
      written.text += text;
    },
  };
  return written;
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('off a terminal a plain line every ten seconds tells all that is being done', async () => {
  const out = target(false);
  const progress = new Progress(out);
  let end: () => void = () => undefined;
  const first = progress.track('rust: building', () => new Promise<void>((resolve) => (end = resolve)));
  void progress.track('node: building', () => first);
  jest.advanceTimersByTime(20_000);
  expect(out.text).toBe('rust: building, 10 s · node: building, 10 s\nrust: building, 20 s · node: building, 20 s\n');
  end();
  await first;
});

test('on a terminal one line is drawn over and over, no wider than the terminal, and taken away', async () => {
  const out = target(true);
  await new Progress(out).track('a label that is longer than the terminal is wide', () => Promise.resolve());
  const [first = ''] = out.text.split('\r\u001b[K').filter((part) => part !== '');
  expect(first).toHaveLength(39);
  expect(out.text.endsWith('\r\u001b[K')).toBe(true);
});

test('nothing is written once all has ended, even badly', async () => {
  const out = target(false);
  await expect(new Progress(out).track('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  jest.advanceTimersByTime(60_000);
  expect(out.text).toBe('');
});
