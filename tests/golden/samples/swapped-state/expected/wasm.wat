(module
  (import "host" "memory" (memory $memory 1 65536 shared))

  (global $scratch i32 (i32.const 192))

  (export "run" (func $run))

  ;; sample.model.ts:11:19  add, copy (and 2 more places)
  (func $add_copy (param $b i32) (param $x i32) (param $add i32) (param $add_2 i32) (param $a i32)
    (local $i i32) (local $a_2 f32) (local $b_2 f32)
    (local.set $i (i32.const 0))
    (loop $i
      (local.set $a_2 (f32.load (i32.add (local.get $a) (i32.shl (local.get $i) (i32.const 2)))))
      (local.set $b_2 (f32.load (i32.add (local.get $b) (i32.shl (local.get $i) (i32.const 2)))))
      (f32.store
        (i32.add (local.get $add) (i32.shl (local.get $i) (i32.const 2)))
        (f32.add (local.get $a_2) (local.get $b_2)))
      (f32.store
        (i32.add (local.get $add_2) (i32.shl (local.get $i) (i32.const 2)))
        (f32.add (local.get $a_2) (f32.load (i32.add (local.get $x) (i32.shl (local.get $i) (i32.const 2))))))
      (f32.store (i32.add (local.get $a) (i32.shl (local.get $i) (i32.const 2))) (local.get $b_2))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $i (i32.lt_s (local.get $i) (i32.const 2))))
  )

  ;; b: copy
  (func $b/copy (param $add i32) (param $b i32)
    (local $i i32)
    (local.set $i (i32.const 0))
    (loop $i
      (f32.store
        (i32.add (local.get $b) (i32.shl (local.get $i) (i32.const 2)))
        (f32.load (i32.add (local.get $add) (i32.shl (local.get $i) (i32.const 2)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $i (i32.lt_s (local.get $i) (i32.const 2))))
  )

  (func $run (param $N i32) (param $C i32)
    (call $add_copy (i32.const 128) (i32.const 192) (i32.const 256) (i32.const 320) (i32.const 64))
    (call $b/copy (i32.const 320) (i32.const 128))
  )
)
