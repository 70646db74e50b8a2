(module
  (import "host" "memory" (memory $memory 1 65536 shared))

  (global $scratch i32 (i32.const 64))

  (export "run" (func $run))

  ;; sample.model.ts:6:52  less, div, select (and 1 more places)
  (func $less_div_select (param $x i32) (param $select i32)
    (local $x_2 v128)
    (local.set $x_2 (v128.load align=4 (local.get $x)))
    (v128.store align=4
      (local.get $select)
      (v128.bitselect
        (f32x4.div (v128.const f32x4 1 1 1 1) (local.get $x_2))
        (v128.const f32x4 0 0 0 0)
        (f32x4.lt (v128.const f32x4 0 0 0 0) (local.get $x_2))))
  )

  (func $run (param $N i32) (param $C i32)
    (call $less_div_select (i32.const 64) (i32.const 128))
  )
)
