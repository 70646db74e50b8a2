import { expect, test } from 'vitest';
import * as tapeless from 'tapeless';

// What a model file may import by value: this list is what the package promises.
const promised = `
  model program f32 i32 u32 bool parameter state assign isTraining layer ratio
  dense sequential activation dropout initializers
  meanSquaredError meanAbsoluteError binaryCrossentropy categoricalCrossentropy sparseCategoricalCrossentropy
  sgd adam
  binaryAccuracy categoricalAccuracy sparseCategoricalAccuracy
  grad valueAndGrad vjp jvp hvp jacobian hessian vmap checkpoint customVjp stopGradient gradients tap
  scan cond whileLoop
  add sub mul div mod pow maximum minimum atan2
  neg exp expm1 log log1p sqrt rsqrt square reciprocal abs sign floor ceil round trunc
  sin cos tan asin acos atan sinh cosh tanh erf erfc erfinv lgamma digamma polygamma logit
  sigmoid softplus relu relu6 leakyRelu elu selu gelu silu mish hardSigmoid hardSwish logSigmoid softsign glu
  less lessEqual greater greaterEqual equal notEqual logicalAnd logicalOr logicalNot logicalXor isNaN isFinite
  where clip cast nanToNum
  sum mean prod max min variance std logSumExp logAddExp argmax argmin norm any all
  softmax logSoftmax standardize l2Normalize
  reshape transpose expandDims squeeze broadcastTo slice pad flip concat stack unstack split tile repeat roll
  swapaxes moveaxis meshgrid diag diagonal trace tril triu bandPart bandMask triangularMask
  gather takeAlongAxis scatterAdd scatterSet scatterMax segmentSum oneHot dynamicSlice dynamicUpdateSlice
  iota arange linspace zeros ones full zerosLike onesLike eye constant
  matmul einsum dot outer
  convolve maxPool avgPool sumPool resize localMean localVariance
  cumsum cumprod cummax cummin cumlogsumexp
  sort argsort topK median searchSorted cholesky triangularSolve
  uniform normal truncatedNormal bernoulli
`;

test('the package exports what it promises, and nothing else', () => {
  expect(Object.keys(tapeless).sort()).toEqual(promised.trim().split(/\s+/).sort());
});
