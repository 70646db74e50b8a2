(module
  (import "host" "memory" (memory $memory 1 65536 shared))

  (global $scratch i32 (i32.const 64))

  (export "run" (func $run))

  ;; sample.model.ts:7:28  reduceSum, div, sub, sqrt (and 6 more places)
  (func $reduceSum_div_sub_sqrt (param $N i32) (param $x i32) (param $div i32)
    (local $i i32) (local $t0 i32) (local $at i32) (local $j i32) (local $t1 i32) (local $t4 i32) (local $at_2 i32)
    (local $at_2_2 i32) (local $sum f32) (local $div_2 f32) (local $sum_2 f32) (local $sqrt f32) (local $sum_3 v128)
    (local $t3 v128) (local $t2 v128) (local $sum_2_2 v128) (local $sub v128) (local $t6 v128) (local $t5 v128)
    (local.set $i (i32.const 0))
    (local.set $t0 (local.get $N))
    (if
      (i32.lt_s (local.get $i) (local.get $t0))
      (then
        (loop $i
          (local.set $at (i32.mul (local.get $i) (i32.const 8)))
          (local.set $sum (f32.const 0))
          (local.set $sum_3 (v128.const f32x4 0 0 0 0))
          (local.set $j (i32.const 0))
          (local.set $t1 (i32.add (local.get $x) (i32.shl (local.get $at) (i32.const 2))))
          (loop $j
            (local.set $sum_3 (f32x4.add (local.get $sum_3) (v128.load align=4 (local.get $t1))))
            (local.set $t1 (i32.add (local.get $t1) (i32.const 16)))
            (local.set $j (i32.add (local.get $j) (i32.const 4)))
            (br_if $j (i32.lt_s (local.get $j) (i32.const 8))))
          (local.set $sum
            (f32.add
              (local.get $sum)
              (f32x4.extract_lane 0
                (f32x4.add
                  (local.tee $t3
                    (f32x4.add
                      (local.tee $t2 (local.get $sum_3))
                      (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $t2) (local.get $t2))))
                  (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $t3) (local.get $t3))))))
          (local.set $div_2 (f32.div (local.get $sum) (f32.const 8)))
          (local.set $sum_2 (f32.const 0))
          (local.set $sum_2_2 (v128.const f32x4 0 0 0 0))
          (local.set $j (i32.const 0))
          (local.set $t4 (i32.add (local.get $x) (i32.shl (local.get $at) (i32.const 2))))
          (loop $j_2
            (local.set $sub (f32x4.sub (v128.load align=4 (local.get $t4)) (f32x4.splat (local.get $div_2))))
            (local.set $sum_2_2 (f32x4.add (local.get $sum_2_2) (f32x4.mul (local.get $sub) (local.get $sub))))
            (local.set $t4 (i32.add (local.get $t4) (i32.const 16)))
            (local.set $j (i32.add (local.get $j) (i32.const 4)))
            (br_if $j_2 (i32.lt_s (local.get $j) (i32.const 8))))
          (local.set $sum_2
            (f32.add
              (local.get $sum_2)
              (f32x4.extract_lane 0
                (f32x4.add
                  (local.tee $t6
                    (f32x4.add
                      (local.tee $t5 (local.get $sum_2_2))
                      (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $t5) (local.get $t5))))
                  (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $t6) (local.get $t6))))))
          (local.set $sqrt (f32.sqrt (f32.add (f32.div (local.get $sum_2) (f32.const 8)) (f32.const 0.001))))
          (local.set $at_2 (i32.add (local.get $at) (i32.const 0)))
          (v128.store align=4
            (i32.add (local.get $div) (i32.shl (local.get $at_2) (i32.const 2)))
            (f32x4.div
              (f32x4.sub
                (v128.load align=4 (i32.add (local.get $x) (i32.shl (local.get $at_2) (i32.const 2))))
                (f32x4.splat (local.get $div_2)))
              (f32x4.splat (local.get $sqrt))))
          (local.set $at_2_2 (i32.add (local.get $at) (i32.const 4)))
          (v128.store align=4
            (i32.add (local.get $div) (i32.shl (local.get $at_2_2) (i32.const 2)))
            (f32x4.div
              (f32x4.sub
                (v128.load align=4 (i32.add (local.get $x) (i32.shl (local.get $at_2_2) (i32.const 2))))
                (f32x4.splat (local.get $div_2)))
              (f32x4.splat (local.get $sqrt))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $i (i32.lt_s (local.get $i) (local.get $t0))))))
  )

  (func $run (param $N i32) (param $C i32)
    (call $reduceSum_div_sub_sqrt
      (local.get $N)
      (i32.const 64)
      (i32.add (i32.mul (i32.const 32) (local.get $C)) (i32.const 64)))
  )
)
