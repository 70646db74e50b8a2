// Two states that exchange their values cannot both be updated in place: one is copied at the end.
import { add, assign, f32, program, state } from 'tapeless';

export default program({
  inputs: { x: f32(2) },
  outputs: ({ x }) => {
    const a = state([2], { name: 'a', initial: 0 });
    const b = state([2], { name: 'b', initial: 1 });
    assign(a, b);
    assign(b, add(a, x));
    return { sum: add(a, b) };
  },
});
