/* Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
 *
 * A C99 program against the installed library: exits 0 if what it was given
 * computes, refuses and explains itself as the header says.
 */
#include <ogive/ogive.h>
#include <stdio.h>
#include <string.h>

static int failures = 0;

static void expect(int condition, const char* what) {
  if (!condition) {
    fprintf(stderr, "main.c: failed: %s\n", what);
    ++failures;
  }
}

int main(void) {
  const float x[4] = {0.0f, -2.5f, 100.0f, -100.0f};
  float y[4];
  float every_other[2];
  double wide[2] = {0.0, 1000.0};
  ogive_options options = OGIVE_OPTIONS_INIT;
  int i;

  expect(ogive_abi_version() == OGIVE_ABI_VERSION, "ABI version of the header");
  expect(ogive_sigmoid(OGIVE_F32, 4, x, y, NULL) == OGIVE_OK, "ogive_sigmoid");
  expect(y[0] == 0.5f && y[2] == 1.0f, "s(0) = 0.5 and s(100) = 1");
  expect(y[3] > 0.0f && y[3] < 1e-43f, "s(-100) is a subnormal, not 0");
  for (i = 0; i < 4; ++i) {
    const float s = ogive_sigmoid_f32(x[i]);
    expect(memcmp(&s, &y[i], sizeof s) == 0, "scalar and array bits");
  }
  expect(ogive_sigmoid_strided(OGIVE_F32, 2, x, 2, every_other, 1, &options) ==
                 OGIVE_OK &&
             every_other[0] == y[0] && every_other[1] == y[2],
         "every other element");
  expect(ogive_sigmoid(OGIVE_F64, 2, wide, wide, &options) == OGIVE_OK &&
             wide[0] == 0.5 && wide[1] == 1.0,
         "in place");

  expect(ogive_sigmoid(OGIVE_F32, 3, y, y + 1, NULL) == OGIVE_ERROR_OVERLAP,
         "partial overlap is refused");
  expect(ogive_sigmoid(OGIVE_F32, 1, NULL, y, NULL) == OGIVE_ERROR_NULL,
         "NULL is refused");
  expect(strlen(ogive_strerror(OGIVE_ERROR_OVERLAP)) > 0, "ogive_strerror");

  printf("ogive %s on %s from C: s(-2.5) = %.9g\n", ogive_version(),
         ogive_target(), (double)y[1]);
  return failures != 0;
}
