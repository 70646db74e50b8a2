import { jit, numpy as np, tree, valueAndGrad } from '@jax-js/jax';

const [beta1, beta2, epsilon, rate] = [0.9, 0.999, 1e-7, 0.001];

/** A training step as one jitted function over parameters and moments, which it keeps: `step(...inputs)`. */
export function adamStep(lossOf, initial) {
  // Arrays are used up by what reads them; `.ref` keeps one for the next reader.
  const update = jit((parameters, momenta, velocities, correction1, correction2, ...inputs) => {
    const [value, gradients] = valueAndGrad(lossOf)(tree.ref(parameters), ...inputs);
    const m = momenta.map((a, k) => np.add(np.multiply(a, beta1), np.multiply(gradients[k].ref, 1 - beta1)));
    const v = velocities.map((a, k) => np.add(np.multiply(a, beta2), np.multiply(np.square(gradients[k]), 1 - beta2)));
    const next = parameters.map((p, k) => {
      const spread = np.add(np.sqrt(np.divide(v[k].ref, correction2.ref)), epsilon);
      return np.subtract(p, np.multiply(rate, np.divide(np.divide(m[k].ref, correction1.ref), spread)));
    });
    correction1.dispose();
    correction2.dispose();
    return [value, next, m, v];
  });
  const zeros = () => initial.map((p) => np.zerosLike(p.ref));
  let state = [initial, zeros(), zeros()];
  let t = 0;
  return (...inputs) => {
    t++;
    const corrections = [np.array(1 - beta1 ** t), np.array(1 - beta2 ** t)];
    const [loss, ...next] = update(...state, ...corrections, ...inputs.map((input) => input.ref));
    state = next;
    return { loss, changed: next[0] };
  };
}
