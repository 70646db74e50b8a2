/** Where each function's code lies in a module's bytes, in the order of the functions. */
export function functionPlaces(bytes: Uint8Array): { readonly from: number; readonly to: number }[] {
  let at = 8;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const places: { readonly from: number; readonly to: number }[] = [];
  while (at < bytes.length) {
    const id = bytes[at++]!;
    const end = number() + at;
    if (id === codeSection)
      for (let left = number(); left > 0; left--) {
        const size = number();
        places.push({ from: at, to: at + size });
        at += size;
      }
    at = end;
  }
  return places;
}

const codeSection = 10;
