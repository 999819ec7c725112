/* Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
 *
 * The C API in C99: forward and backward, both outputs at once, elements that
 * lie apart, and what an error looks like.
 */
#include <stdio.h>
#include <stdlib.h>

#include "ogive/ogive.h"

/* Every function returns a status; the results are valid if it is OGIVE_OK. */
static void check(ogive_status status) {
  if (status == OGIVE_OK) return;
  fprintf(stderr, "use_from_c: %s\n", ogive_strerror(status));
  exit(1);
}

int main(void) {
  enum { N = 5, COLUMNS = 2 };
  const float x[N] = {-100.0f, -2.5f, 0.0f, 1.0f, 80.0f};
  const float dy[N] = {1.0f, 1.0f, 1.0f, 1.0f, 1.0f};
  float y[N], t[N], dx_from_output[N], dx_from_tail[N];
  int i;

  printf("ogive %s, target %s\n\n", ogive_version(), ogive_target());
  if (ogive_abi_version() != OGIVE_ABI_VERSION) {
    fprintf(stderr, "use_from_c: the library is not the header's\n");
    return 1;
  }

  /* The forward pass keeps what the backward pass needs: the output y, or the
   * tail cache t, whose gradient does not vanish by rounding. NULL options:
   * exact results, on one thread. */
  check(ogive_sigmoid_with_tail(OGIVE_F32, N, x, y, t, NULL));
  check(ogive_sigmoid_backward(OGIVE_F32, N, dy, y, dx_from_output, NULL));
  check(ogive_sigmoid_backward_tail(OGIVE_F32, N, dy, t, dx_from_tail, NULL));
  printf("%8s %15s %15s %15s %15s\n", "x", "s(x)", "tail", "s' from s(x)",
         "s' from tail");
  for (i = 0; i < N; ++i) {
    printf("%8g %15.8g %15.8g %15.8g %15.8g\n", x[i], y[i], t[i],
           dx_from_output[i], dx_from_tail[i]);
  }

  /* Elements that lie apart: the second column of a matrix in rows, in place,
   * by the faster tier with every core. */
  {
    float m[N][COLUMNS];
    ogive_options options = OGIVE_OPTIONS_INIT;
    options.accuracy = OGIVE_FAST;
    options.threads = 0;
    for (i = 0; i < N; ++i) {
      m[i][0] = (float)i;
      m[i][1] = (float)i;
    }
    check(ogive_sigmoid_strided(OGIVE_F32, N, &m[0][1], COLUMNS, &m[0][1],
                                COLUMNS, &options));
    printf("\ncolumn 0, s(column 1):");
    for (i = 0; i < N; ++i) printf("  %g %.4f", m[i][0], m[i][1]);
    printf("\n");
  }

  /* Output that overlaps its input in part is refused, and nothing is written.
   */
  {
    float a[N] = {0};
    const ogive_status status = ogive_sigmoid(OGIVE_F32, N - 1, a, a + 1, NULL);
    printf("\noverlapping arrays: status %d, \"%s\"; the output is still %g\n",
           (int)status, ogive_strerror(status), a[1]);
  }
  return 0;
}
