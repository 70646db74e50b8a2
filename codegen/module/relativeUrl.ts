/** The way from a folder's URL to a file's: `../mnist.model.ts`. Where there is none, the file's last part. */
export function relativeUrl(folder: string, file: string): string {
  const [from, to] = [folder, file].map((url) => url.split('/'));
  if (!from || !to || folder === '' || !sameRoot(folder, file)) return file.split('/').pop() ?? file;
  if (from.at(-1) === '') from.pop();
  let common = 0;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}

const rootOf = (url: string): string => /^[a-z][a-z+.-]*:\/\/[^/]*/i.exec(url)?.[0] ?? '';

const sameRoot = (a: string, b: string): boolean => rootOf(a) !== '' && rootOf(a) === rootOf(b);
