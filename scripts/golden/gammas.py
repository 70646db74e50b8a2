"""Writes gammas.json: the functions around Γ, erfinv and logit by mpmath with 50 digits, rounded to float64.

Layout
  gammas               { x[], lgamma[], digamma[], polygamma: { n: values[] } }: at the zeros, where formulas meet, far out,
                       and between the poles
  erfinv, logit        { x[], value[] }: near the zero and as far into the tails as float64 can tell from 1
  All points are exact in float32 but for those of the tails. digamma's positive zero is left out: nothing is to be seen there
  but the rounding of the point.
"""

import mpmath as mp

from writing import save

mp.mp.dps = 50

RIGHT = [1e-8, 0.0078125, 0.125, 0.4375, 0.5, 0.75, 0.9990234375, 1, 1.0009765625, 1.25, 1.5, 1.75, 1.9990234375, 2, 2.25]
RIGHT += [2.5, 2.75, 3, 3.5, 4.25, 5.5, 6.75, 7.9921875, 8, 8.4921875, 8.5, 9.125, 20.375, 100.75, 4096.25, 1e7, 1e20]
LEFT = [-0.0078125, -0.25, -0.5, -0.75, -1.25, -1.75, -2.1875, -2.875, -3.5, -10.3125, -50.6875, -1000.25]
ORDERS = [1, 2, 3, 4, 7]

ERFINV = [0, 1e-10, 0.0009765625, 0.125, 0.25, 0.4990234375, 0.5, 0.625, 0.75, 0.9375, 0.9921875, 0.9990234375]
ERFINV += [1 - 2**-20, 1 - 2**-24, 1 - 2**-40, 1 - 2**-53, -0.3125, -0.9990234375]
LOGIT = [1e-30, 0.0009765625, 0.125, 0.2421875, 0.2578125, 0.375, 0.4990234375, 0.5, 0.5009765625, 0.625]
LOGIT += [0.7421875, 0.7578125, 0.9375, 0.9990234375, 1 - 2**-24]


def column(f, xs):
    return [float(f(mp.mpf(x))) for x in xs]


def main():
    xs = [*RIGHT, *LEFT]
    save(
        "gammas",
        {
            "made": f"mpmath {mp.__version__}, 50 digits",
            "gammas": {
                "x": xs,
                "lgamma": column(lambda x: mp.re(mp.loggamma(x)), xs),
                "digamma": column(lambda x: mp.psi(0, x), xs),
                "polygamma": {str(n): column(lambda x: mp.psi(n, x), xs) for n in ORDERS},
            },
            "erfinv": {"x": ERFINV, "value": column(mp.erfinv, ERFINV)},
            "logit": {"x": LOGIT, "value": column(lambda x: mp.log(x / (1 - x)), LOGIT)},
        },
    )


if __name__ == "__main__":
    main()
