import { unreachable, type Source } from '../base/index.js';
import { e, inOrder, type Axis, type Expr, type Read, type Readable } from '../expr/index.js';
import { isInput, nameOf, topological, type Meaning, type Node, type Tensor } from '../graph/index.js';
import { aloneOf, carriesOf, placedOperands, rootsOf, type Alone } from './alone.js';
import { copyOf } from './copy.js';
import { pointOf } from './point.js';

/** One tensor that a computation makes: `value` at every point of `axes`, its shape's axes in order. */
export interface Made {
  readonly tensor: Tensor;
  /** An axis for each of the tensor's axes, or 0 where the extent is 1: such an axis is no loop. */
  readonly index: readonly Expr[];
  readonly axes: readonly Axis[];
  readonly value: Expr;
}

export interface Load {
  readonly tensor: Tensor;
  readonly index: readonly Expr[];
}

/** A node that does work, its operands read through whatever only moves elements. The unit that fusion joins. */
export interface Computation {
  /** Position in the graph: later ones may depend on earlier ones. */
  readonly id: number;
  readonly node: Node;
  readonly made: readonly Made[];
  /** What it is where it is no map: nothing joins it. */
  readonly alone: Alone | null;
  readonly loads: readonly Load[];
  /** Computations that must have run before, beyond those whose results are loaded (`barrier`). */
  readonly after: readonly Computation[];
  /** The axes of its reduction, if it has one. */
  readonly reduced: readonly Axis[];
  readonly source: Source;
}

export interface Lowered {
  readonly computations: readonly Computation[];
  /** The computation that makes a tensor; absent for inputs and stored constants. */
  readonly maker: ReadonlyMap<Tensor, Computation>;
  /** What a load of a tensor reads from. */
  readonly readable: (tensor: Tensor) => Readable;
  readonly tensorOf: (readable: Readable) => Tensor;
  /** Tensors whose values are known data. */
  readonly constants: ReadonlyMap<Tensor, readonly number[]>;
}

/** What a graph inside a loop or a branch finds around it. */
export interface Around {
  /** How inputs are read that have no place of their own. */
  readonly through: ReadonlyMap<Tensor, Read>;
  readonly tensorOf: (readable: Readable) => Tensor;
}

/**
 * Graph to one computation a node. Nodes that only move elements, and those that read nothing, cost nothing: they become
 * index maps inside their readers. `needed` tensors are made in any case.
 */
export function lower(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  needed: readonly Tensor[],
  around?: Around,
): Lowered {
  const state = newState(around);
  for (const node of topological(outputs, new Set(inputs))) lowerNode(node, state);
  for (const tensor of needed) if (!state.maker.has(tensor)) addCopy(tensor, state);
  return {
    ...state,
    ...usedBy(needed, state),
  };
}

interface State {
  readonly computations: Computation[];
  readonly maker: Map<Tensor, Computation>;
  readonly inline: Map<Tensor, Read>;
  /** Of those that are inline, through how many nodes they are read. */
  readonly behind: Map<Tensor, number>;
  readonly constants: Map<Tensor, readonly number[]>;
  /** What must run before a reader of a tensor that passed a barrier. */
  readonly after: Map<Tensor, readonly Computation[]>;
  readonly readable: (tensor: Tensor) => Readable;
  readonly tensorOf: (readable: Readable) => Tensor;
}

function newState(around?: Around): State {
  const readables = new Map<Tensor, Readable>();
  const tensors = new Map<Readable, Tensor>();
  const readable = (tensor: Tensor): Readable => {
    const known = readables.get(tensor);
    if (known) return known;
    const made: Readable = { name: nameOf(tensor), dtype: tensor.dtype, shape: tensor.shape };
    readables.set(tensor, made);
    tensors.set(made, tensor);
    return made;
  };
  return {
    computations: [],
    maker: new Map(),
    inline: new Map(around?.through),
    behind: new Map(),
    constants: new Map(),
    after: new Map(),
    readable,
    tensorOf: (r) => tensors.get(r) ?? around?.tensorOf(r) ?? unreachable(`${r.name} is no tensor`),
  };
}

const stored =
  (from: Readable): Read =>
  (index) => ({ kind: 'load', dtype: from.dtype, from, index });

const readerOf = (tensor: Tensor, { inline, readable }: State): Read => inline.get(tensor) ?? stored(readable(tensor));

function lowerNode(node: Node, state: State): void {
  if (isInput(node.results[0]!)) return;
  const { op } = node;
  const meaning = op.lower?.(
    node.inputs.map((x) => readerOf(x, state)),
    node.inputs,
    node.attrs,
  );
  if (!meaning) {
    if (node.inputs.length > 0) unreachable(`${op.name} is expanded before kernels are made`);
    const values = op.reference([], node.attrs, Number);
    node.results.forEach((result, k) => addConstant(result, Array.from(values[k]!.data), state));
    return;
  }
  if (op.opaque) passBarrier(node, state);
  const waits = waitsOf(node, state);
  if ('form' in meaning) return addAlone(node, meaning, waits, state);
  const made = node.results.map((tensor, k): Made => madeBy(tensor, meaning[k]!));
  const behind = nodesBehind(node, state);
  if (made.every(({ value }) => isFree(value, behind <= mostNodes))) {
    node.results.forEach((result, k) => {
      state.inline.set(result, meaning[k]!);
      state.behind.set(result, behind);
      if (waits.length > 0) state.after.set(result, waits);
    });
    return;
  }
  add({ node, made, alone: null, after: waits, source: node.source }, state);
}

/** One value is written into the code; a table is stored. */
function addConstant(tensor: Tensor, data: readonly number[], state: State): void {
  const [first] = data;
  if (first !== undefined && data.every((x) => Object.is(x, first))) {
    state.inline.set(tensor, () => e.constant(first, tensor.dtype));
  } else state.constants.set(tensor, data);
}

function madeBy(tensor: Tensor, read: Read): Made {
  const { index, axes } = pointOf(tensor.shape);
  return { tensor, index, axes, value: read(index) };
}

/** A single load at indices that need no load, or a value that reads nothing. */
function isFree(x: Expr, mayCompute: boolean): boolean {
  const parts = inOrder([x]);
  const loads = parts.filter((y) => y.kind === 'load');
  if (loads.length === 0) return mayCompute && !parts.some((y) => y.kind === 'reduce');
  return x.kind === 'load' && loads.length === 1;
}

/** Through how many nodes a value is found that reads nothing, until it is stored: each that reads it twice doubles them. */
const mostNodes = 64;

const nodesBehind = (node: Node, { behind }: State): number =>
  node.inputs.reduce((sum, x) => sum + (behind.get(x) ?? 0), 1);

/** Whoever reads a result of a barrier waits for everything that went into it. */
function passBarrier(node: Node, state: State): void {
  const makers = node.inputs.flatMap((x) => makersBehind(x, state));
  node.results.forEach((result) => state.after.set(result, makers));
}

const waitsOf = (node: Node, state: State): readonly Computation[] => [
  ...new Set([...node.inputs, ...node.results].flatMap((x) => state.after.get(x) ?? [])),
];

function makersBehind(tensor: Tensor, state: State): readonly Computation[] {
  const maker = state.maker.get(tensor);
  if (maker) return [maker];
  const read = state.inline.get(tensor);
  if (!read) return [];
  const loads = inOrder([read(tensor.shape.map(e.axis))]).filter((y) => y.kind === 'load');
  return loads.flatMap(({ from }) => {
    const found = state.maker.get(state.tensorOf(from));
    return found ? [found] : [];
  });
}

function addAlone(
  node: Node,
  meaning: Exclude<Meaning, readonly Read[]>,
  after: readonly Computation[],
  state: State,
): void {
  const begins = carriesOf(meaning);
  // What a loop begins with is made in the place of its carry, for each carry anew.
  const inputs = node.inputs.map((x, k) => (k < begins && isUnstored(x, state) ? addOwn(x, state) : x));
  const alone = aloneOf({ ...node, inputs }, meaning, (x) => (isUnstored(x, state) ? state.inline.get(x) : undefined));
  for (const x of placedOperands(alone)) if (isUnstored(x, state)) addCopy(x, state);
  const made = node.results.map((tensor): Made => {
    const { index, axes } = pointOf(tensor.shape);
    return { tensor, index, axes, value: stored(state.readable(tensor))(index) };
  });
  add({ node, made, alone, after, source: node.source }, state);
}

/** Read through what only moves elements, or known to be one number: nowhere in memory. */
const isUnstored = (tensor: Tensor, { inline, maker }: State): boolean => inline.has(tensor) && !maker.has(tensor);

/** The same values as another tensor, with a place of its own. */
function addOwn(tensor: Tensor, state: State): Tensor {
  const own = copyOf(tensor);
  addCopy(tensor, state, own);
  return own;
}

/** A result that is an input, a constant or a moved tensor still needs a place of its own. */
function addCopy(tensor: Tensor, state: State, own = tensor): void {
  const made = [madeBy(own, readerOf(tensor, state))];
  add(
    { node: tensor.node, made, alone: null, after: state.after.get(tensor) ?? [], source: tensor.node.source },
    state,
  );
}

function add(given: Omit<Computation, 'id' | 'loads' | 'reduced'>, state: State): void {
  const computation = computationOf(given, state.computations.length, state.tensorOf);
  state.computations.push(computation);
  for (const { tensor } of given.made) state.maker.set(tensor, computation);
}

/** What it makes, with what that reads. */
export function computationOf(
  given: Omit<Computation, 'id' | 'loads' | 'reduced'>,
  id: number,
  tensorOf: Lowered['tensorOf'],
): Computation {
  const nodes = inOrder(rootsOf(given));
  const read = nodes.flatMap((x): Load[] => (x.kind === 'load' ? [{ tensor: tensorOf(x.from), index: x.index }] : []));
  const whole = given.alone ? placedOperands(given.alone) : [];
  const loads = [...read, ...whole.map((tensor): Load => ({ tensor, index: tensor.shape.map(e.axis) }))];
  const reduced = nodes.flatMap((x) => (x.kind === 'reduce' ? x.axes : []));
  return { ...given, id, loads, reduced: [...new Set(reduced)] };
}

/**
 * What the needed tensors are made from. The rest was read by nobody in the end: an index into an axis of 1, the choice
 * between two equal values.
 */
function usedBy(needed: readonly Tensor[], { computations, maker }: State): InOrder {
  const used = new Set<Computation>();
  const stack = needed.map((tensor) => maker.get(tensor));
  while (stack.length > 0) {
    const c = stack.pop();
    if (!c || used.has(c)) continue;
    used.add(c);
    stack.push(...c.loads.map(({ tensor }) => maker.get(tensor)));
  }
  return renumbered(computations.filter((c) => used.has(c)));
}

type InOrder = Pick<Lowered, 'computations' | 'maker'>;

/** The same computations under their positions in the list. */
export function renumbered(list: readonly Computation[]): InOrder {
  const known = new Map<Computation, Computation>();
  for (const c of list) {
    // Whoever waits comes later in the list than what it waits for.
    const after = c.after.flatMap((before) => known.get(before) ?? []);
    known.set(c, { ...c, id: known.size, after });
  }
  const computations = [...known.values()];
  return {
    computations,
    maker: new Map(computations.flatMap((c) => c.made.map(({ tensor }) => [tensor, c] as const))),
  };
}
