(module
  (import "host" "memory" (memory $memory 1 65536 shared))

  (global $scratch i32 (i32.const 64))

  (export "run" (func $run))

  ;; Sums of products: 4 rows of a by 5 columns of b, count terms each, into tile.
  (func $sums4x5 (param $a i32) (param $b i32) (param $tile i32) (param $count i32) (param $a0 i32) (param $a1 i32)
    (param $a2 i32) (param $a3 i32) (param $aStep i32) (param $b0 i32) (param $bStep i32)
    (local $k i32) (local $t0 i32) (local $t1 i32) (local $t2 i32) (local $t3 i32) (local $t4 i32) (local $t5 i32)
    (local $sum0_0 v128) (local $sum0_1 v128) (local $sum1_0 v128) (local $sum1_1 v128) (local $sum2_0 v128)
    (local $sum2_1 v128) (local $sum3_0 v128) (local $sum3_1 v128) (local $x0 v128) (local $x1 v128) (local $x2 v128)
    (local $x3 v128) (local $y0 v128) (local $y1 v128)
    (local.set $sum0_0 (v128.const f32x4 0 0 0 0))
    (local.set $sum0_1 (v128.const f32x4 0 0 0 0))
    (local.set $sum1_0 (v128.const f32x4 0 0 0 0))
    (local.set $sum1_1 (v128.const f32x4 0 0 0 0))
    (local.set $sum2_0 (v128.const f32x4 0 0 0 0))
    (local.set $sum2_1 (v128.const f32x4 0 0 0 0))
    (local.set $sum3_0 (v128.const f32x4 0 0 0 0))
    (local.set $sum3_1 (v128.const f32x4 0 0 0 0))
    (local.set $k (i32.const 0))
    (local.set $t0 (local.get $count))
    (if
      (i32.lt_s (local.get $k) (local.get $t0))
      (then
        (local.set $t1 (i32.add (local.get $a) (i32.shl (local.get $a0) (i32.const 2))))
        (local.set $t2 (i32.add (local.get $a) (i32.shl (local.get $a1) (i32.const 2))))
        (local.set $t3 (i32.add (local.get $a) (i32.shl (local.get $a2) (i32.const 2))))
        (local.set $t4 (i32.add (local.get $a) (i32.shl (local.get $a3) (i32.const 2))))
        (local.set $t5 (i32.add (local.get $b) (i32.shl (local.get $b0) (i32.const 2))))
        (loop $k
          (local.set $x0 (v128.load32_splat (local.get $t1)))
          (local.set $x1 (v128.load32_splat (local.get $t2)))
          (local.set $x2 (v128.load32_splat (local.get $t3)))
          (local.set $x3 (v128.load32_splat (local.get $t4)))
          (local.set $y0 (v128.load align=4 (local.get $t5)))
          (local.set $y1 (v128.load offset=4 align=4 (local.get $t5)))
          (local.set $sum0_0 (f32x4.add (f32x4.mul (local.get $x0) (local.get $y0)) (local.get $sum0_0)))
          (local.set $sum0_1 (f32x4.add (f32x4.mul (local.get $x0) (local.get $y1)) (local.get $sum0_1)))
          (local.set $sum1_0 (f32x4.add (f32x4.mul (local.get $x1) (local.get $y0)) (local.get $sum1_0)))
          (local.set $sum1_1 (f32x4.add (f32x4.mul (local.get $x1) (local.get $y1)) (local.get $sum1_1)))
          (local.set $sum2_0 (f32x4.add (f32x4.mul (local.get $x2) (local.get $y0)) (local.get $sum2_0)))
          (local.set $sum2_1 (f32x4.add (f32x4.mul (local.get $x2) (local.get $y1)) (local.get $sum2_1)))
          (local.set $sum3_0 (f32x4.add (f32x4.mul (local.get $x3) (local.get $y0)) (local.get $sum3_0)))
          (local.set $sum3_1 (f32x4.add (f32x4.mul (local.get $x3) (local.get $y1)) (local.get $sum3_1)))
          (local.set $t1 (i32.add (local.get $t1) (i32.shl (local.get $aStep) (i32.const 2))))
          (local.set $t2 (i32.add (local.get $t2) (i32.shl (local.get $aStep) (i32.const 2))))
          (local.set $t3 (i32.add (local.get $t3) (i32.shl (local.get $aStep) (i32.const 2))))
          (local.set $t4 (i32.add (local.get $t4) (i32.shl (local.get $aStep) (i32.const 2))))
          (local.set $t5 (i32.add (local.get $t5) (i32.shl (local.get $bStep) (i32.const 2))))
          (local.set $k (i32.add (local.get $k) (i32.const 1)))
          (br_if $k (i32.lt_s (local.get $k) (local.get $t0))))))
    (v128.store align=4 (local.get $tile) (local.get $sum0_0))
    (v128.store offset=4 align=4 (local.get $tile) (local.get $sum0_1))
    (v128.store offset=20 align=4 (local.get $tile) (local.get $sum1_0))
    (v128.store offset=24 align=4 (local.get $tile) (local.get $sum1_1))
    (v128.store offset=40 align=4 (local.get $tile) (local.get $sum2_0))
    (v128.store offset=44 align=4 (local.get $tile) (local.get $sum2_1))
    (v128.store offset=60 align=4 (local.get $tile) (local.get $sum3_0))
    (v128.store offset=64 align=4 (local.get $tile) (local.get $sum3_1))
  )

  ;; sample.model.ts:6:44  contract, add, lessEqual, select (and 2 more places)
  (func $contract_add_lessEqual_select (param $N i32) (param $x i32) (param $w i32) (param $b i32) (param $select i32)
    (local $packed i32) (local $tile i32) (local $j i32) (local $k_2 i32) (local $t0 i32) (local $t1 i32) (local $i i32)
    (local $t2 i32) (local $i1 i32) (local $i2 i32) (local $i3 i32) (local $iInTile i32) (local $t3 i32) (local $t4 i32)
    (local $t5 i32) (local $jOut i32) (local $jOut_2 i32) (local $add v128) (local $add_2 v128)
    (local.set $packed (i32.add (global.get $scratch) (i32.const 0)))
    (local.set $tile (i32.add (global.get $scratch) (i32.const 128)))
    (local.set $j (i32.const 0))
    (loop $j
      (local.set $k_2 (i32.const 0))
      (local.set $t0 (local.get $packed))
      (local.set $t1 (i32.add (local.get $w) (i32.shl (i32.mul (local.get $j) (i32.const 6)) (i32.const 2))))
      (loop $k_2
        (v128.store align=4
          (local.get $t0)
          (v128.load32_lane offset=72 3
            (local.get $t1)
            (v128.load32_lane offset=48 2
              (local.get $t1)
              (v128.load32_lane offset=24 1 (local.get $t1) (v128.load32_zero (local.get $t1))))))
        (v128.store offset=4 align=4
          (local.get $t0)
          (v128.load32_lane offset=96 3
            (local.get $t1)
            (v128.load32_lane offset=72 2
              (local.get $t1)
              (v128.load32_lane offset=48 1 (local.get $t1) (v128.load32_zero offset=24 (local.get $t1))))))
        (local.set $t0 (i32.add (local.get $t0) (i32.const 20)))
        (local.set $t1 (i32.add (local.get $t1) (i32.const 4)))
        (local.set $k_2 (i32.add (local.get $k_2) (i32.const 1)))
        (br_if $k_2 (i32.lt_s (local.get $k_2) (i32.const 6))))
      (local.set $i (i32.const 0))
      (local.set $t2 (local.get $N))
      (if
        (i32.lt_s (local.get $i) (local.get $t2))
        (then
          (loop $i
            (local.set $i1
              (i32x4.extract_lane 0
                (i32x4.min_s
                  (i32x4.splat (i32.add (local.get $i) (i32.const 1)))
                  (i32x4.splat (i32.sub (local.get $N) (i32.const 1))))))
            (local.set $i2
              (i32x4.extract_lane 0
                (i32x4.min_s
                  (i32x4.splat (i32.add (local.get $i) (i32.const 2)))
                  (i32x4.splat (i32.sub (local.get $N) (i32.const 1))))))
            (local.set $i3
              (i32x4.extract_lane 0
                (i32x4.min_s
                  (i32x4.splat (i32.add (local.get $i) (i32.const 3)))
                  (i32x4.splat (i32.sub (local.get $N) (i32.const 1))))))
            (call $sums4x5
              (local.get $x)
              (local.get $packed)
              (local.get $tile)
              (i32.const 6)
              (i32.mul (local.get $i) (i32.const 6))
              (i32.mul (local.get $i1) (i32.const 6))
              (i32.mul (local.get $i2) (i32.const 6))
              (i32.mul (local.get $i3) (i32.const 6))
              (i32.const 1)
              (i32.const 0)
              (i32.const 5))
            (local.set $iInTile (i32.const 0))
            (local.set $t3
              (i32x4.extract_lane 0
                (i32x4.min_s (i32x4.splat (i32.const 4)) (i32x4.splat (i32.sub (local.get $N) (local.get $i))))))
            (if
              (i32.lt_s (local.get $iInTile) (local.get $t3))
              (then
                (local.set $t4 (local.get $tile))
                (local.set $t5
                  (i32.add
                    (local.get $select)
                    (i32.shl (i32.add (i32.mul (local.get $i) (i32.const 5)) (local.get $j)) (i32.const 2))))
                (loop $iInTile
                  (local.set $jOut (i32.add (local.get $j) (i32.const 0)))
                  (local.set $add
                    (f32x4.add
                      (v128.load align=4 (local.get $t4))
                      (v128.load align=4 (i32.add (local.get $b) (i32.shl (local.get $jOut) (i32.const 2))))))
                  (v128.store align=4
                    (local.get $t5)
                    (v128.bitselect
                      (v128.const f32x4 0 0 0 0)
                      (local.get $add)
                      (f32x4.le (local.get $add) (v128.const f32x4 0 0 0 0))))
                  (local.set $jOut_2 (i32.add (local.get $j) (i32.const 1)))
                  (local.set $add_2
                    (f32x4.add
                      (v128.load offset=4 align=4 (local.get $t4))
                      (v128.load align=4 (i32.add (local.get $b) (i32.shl (local.get $jOut_2) (i32.const 2))))))
                  (v128.store offset=4 align=4
                    (local.get $t5)
                    (v128.bitselect
                      (v128.const f32x4 0 0 0 0)
                      (local.get $add_2)
                      (f32x4.le (local.get $add_2) (v128.const f32x4 0 0 0 0))))
                  (local.set $t4 (i32.add (local.get $t4) (i32.const 20)))
                  (local.set $t5 (i32.add (local.get $t5) (i32.const 20)))
                  (local.set $iInTile (i32.add (local.get $iInTile) (i32.const 1)))
                  (br_if $iInTile (i32.lt_s (local.get $iInTile) (local.get $t3))))))
            (local.set $i (i32.add (local.get $i) (i32.const 4)))
            (br_if $i (i32.lt_s (local.get $i) (local.get $t2))))))
      (local.set $j (i32.add (local.get $j) (i32.const 5)))
      (br_if $j (i32.lt_s (local.get $j) (i32.const 5))))
  )

  (func $run (param $N i32) (param $C i32)
    (call $contract_add_lessEqual_select
      (local.get $N)
      (i32.const 512)
      (i32.const 320)
      (i32.const 448)
      (i32.add (i32.mul (i32.const 24) (local.get $C)) (i32.const 512)))
  )
)
