/** What a target tells the scheduler about itself. */
export interface Profile {
  /** f32 values in one vector register; 1: no vectors. */
  readonly lanes: number;
  /** Registers that accumulators and operands may take. */
  readonly registers: number;
  /** True where f32 values are held as doubles inside a kernel. */
  readonly doubles: boolean;
  /** Bytes that one instance can have at most. */
  readonly memory: number;
  /** Bytes of the first-level data cache. */
  readonly cache: number;
  /** Operations of a kernel from which on threads run it together; absent where there are no threads. */
  readonly sharing?: number;
}
