(module
  (import "host" "memory" (memory $memory 1 65536 shared))

  (global $scratch i32 (i32.const 64))

  (export "run" (func $run))

  (func $_tanh (param $x0 v128) (result v128)
    (local $t3 v128) (local $t2 v128) (local $t1 v128) (local $t0 v128)
    (v128.or
      (v128.bitselect
        (f32x4.sub
          (f32x4.splat (f32.const 1))
          (f32x4.div
            (f32x4.splat (f32.const 2))
            (f32x4.add
              (f32x4.add
                (local.tee $t3
                  (i32x4.shl
                    (local.tee $t2
                      (f32x4.add
                        (f32x4.mul
                          (local.tee $t1
                            (f32x4.pmin (local.tee $t0 (f32x4.abs (local.get $x0))) (f32x4.splat (f32.const 9.1))))
                          (f32x4.splat (f32.const 2.88539)))
                        (f32x4.splat (f32.const 12583039))))
                    (i32.const 23)))
                (f32x4.splat (f32.const 1)))
              (f32x4.mul
                (local.get $t3)
                (f32x4.add
                  (local.tee $t2
                    (f32x4.add
                      (local.tee $t2
                        (f32x4.sub
                          (f32x4.sub
                            (local.get $t1)
                            (f32x4.mul
                              (local.tee $t2 (f32x4.sub (local.get $t2) (f32x4.splat (f32.const 12583039))))
                              (f32x4.splat (f32.const 0.34657288))))
                          (f32x4.mul (local.get $t2) (f32x4.splat (f32.const 7.143034e-7)))))
                      (local.get $t2)))
                  (f32x4.mul
                    (f32x4.mul (local.get $t2) (local.get $t2))
                    (f32x4.add
                      (f32x4.mul
                        (f32x4.add
                          (f32x4.mul
                            (f32x4.add
                              (f32x4.mul
                                (f32x4.add
                                  (f32x4.mul (f32x4.splat (f32.const 0.0013882663)) (local.get $t2))
                                  (f32x4.splat (f32.const 0.0083666425)))
                                (local.get $t2))
                              (f32x4.splat (f32.const 0.041667346)))
                            (local.get $t2))
                          (f32x4.splat (f32.const 0.16666543)))
                        (local.get $t2))
                      (f32x4.splat (f32.const 0.49999997)))))))))
        (f32x4.add
          (local.get $t0)
          (f32x4.mul
            (f32x4.mul (local.get $t0) (local.tee $t2 (f32x4.mul (local.get $t0) (local.get $t0))))
            (f32x4.add
              (f32x4.mul
                (f32x4.add
                  (f32x4.mul
                    (f32x4.add
                      (f32x4.mul
                        (f32x4.add
                          (f32x4.mul (f32x4.splat (f32.const -0.0057049883)) (local.get $t2))
                          (f32x4.splat (f32.const 0.02063909)))
                        (local.get $t2))
                      (f32x4.splat (f32.const -0.053739723)))
                    (local.get $t2))
                  (f32x4.splat (f32.const 0.13331439)))
                (local.get $t2))
              (f32x4.splat (f32.const -0.3333328)))))
        (f32x4.ge (local.get $t0) (f32x4.splat (f32.const 0.625))))
      (v128.and (local.get $x0) (i32x4.splat (i32.const -2147483648))))
  )

  ;; sample.model.ts:6:75  contract, tanh, add, sub (and 2 more places)
  (func $contract_tanh_add_sub (param $N i32) (param $x i32) (param $w i32) (param $contract i32)
    (local $i i32) (local $t0 i32) (local $at i32) (local $j i32) (local $t1 i32) (local $t2 i32) (local $sum f32)
    (local $tanh f32) (local $mul f32)
    (local.set $i (i32.const 0))
    (local.set $t0 (local.get $N))
    (if
      (i32.lt_s (local.get $i) (local.get $t0))
      (then
        (loop $i
          (local.set $at (i32.mul (local.get $i) (i32.const 3)))
          (local.set $sum (f32.const 0))
          (local.set $sum
            (f32.add
              (local.get $sum)
              (f32.mul
                (f32.load (i32.add (local.get $x) (i32.shl (local.get $at) (i32.const 2))))
                (f32.load (local.get $w)))))
          (local.set $sum
            (f32.add
              (local.get $sum)
              (f32.mul
                (f32.load offset=4 (i32.add (local.get $x) (i32.shl (local.get $at) (i32.const 2))))
                (f32.load offset=4 (local.get $w)))))
          (local.set $sum
            (f32.add
              (local.get $sum)
              (f32.mul
                (f32.load offset=8 (i32.add (local.get $x) (i32.shl (local.get $at) (i32.const 2))))
                (f32.load offset=8 (local.get $w)))))
          (local.set $tanh (f32x4.extract_lane 0 (call $_tanh (f32x4.splat (local.get $sum)))))
          (local.set $mul
            (f32.mul
              (f32.add (local.get $tanh) (local.get $tanh))
              (f32.sub (f32.const 1) (f32.mul (local.get $tanh) (local.get $tanh)))))
          (local.set $j (i32.const 0))
          (local.set $t1 (i32.add (local.get $contract) (i32.shl (local.get $at) (i32.const 2))))
          (local.set $t2 (i32.add (local.get $x) (i32.shl (local.get $at) (i32.const 2))))
          (loop $j
            (f32.store (local.get $t1) (f32.mul (f32.load (local.get $t2)) (local.get $mul)))
            (local.set $t1 (i32.add (local.get $t1) (i32.const 4)))
            (local.set $t2 (i32.add (local.get $t2) (i32.const 4)))
            (local.set $j (i32.add (local.get $j) (i32.const 1)))
            (br_if $j (i32.lt_s (local.get $j) (i32.const 3))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $i (i32.lt_s (local.get $i) (local.get $t0))))))
  )

  (func $run (param $N i32) (param $C i32)
    (call $contract_tanh_add_sub
      (local.get $N)
      (i32.const 128)
      (i32.const 64)
      (i32.add (i32.mul (i32.const 12) (local.get $C)) (i32.const 128)))
  )
)
