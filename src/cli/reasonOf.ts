/** What the system's own codes mean, in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a file has its name',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
};

/** Why a file could not be read or written. */
export function reasonOf(error: unknown): string {
  const { code, message } = Object(error) as { code?: string; message?: string };
  return reasons[code ?? ''] ?? message ?? String(error);
}
