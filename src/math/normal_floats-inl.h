// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The normal distribution's tail, and the slope of gelu, in float-float
// arithmetic, where vectors have tables of 32 floats in registers: for
// 0 <= a <= 7.8
//
//   Phi(-a)              = exp(-a^2/2) M(a)
//   Phi(-a) - a phi(-a)  = exp(-a^2/2) G(a),   G(a) = M(a) - a / sqrt(2 pi)
//   M(c + d)             = m0 + d (m1 + d (m2 + ... + d m6)),   G likewise
//
// with c the nearest multiple of 1/4. m0, m1 and m2 are sums of two floats.
// Coefficients by tools/normal_table.py, 2^-34.3 off relative to M, and 2^-33.2
// relative to the larger of |G| and 1/16.
//
// The errors that count, those of whole functions, are stated and proven there.

#include "math/exponential-inl.h"
#include "math/several-inl.h"

#if defined(OGIVE_SRC_MATH_NORMAL_FLOATS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef OGIVE_SRC_MATH_NORMAL_FLOATS_INL_H_
#undef OGIVE_SRC_MATH_NORMAL_FLOATS_INL_H_
#else
#define OGIVE_SRC_MATH_NORMAL_FLOATS_INL_H_
#endif

#if OGIVE_TABLE_BITS == 5
OGIVE_BEFORE_NAMESPACE();
namespace ogive::internal::OGIVE_OPS {

// The columns in which M and G differ, which is by a linear function, and those
// in which they do not.
struct alignas(64) NormalStart {
  float m0[32], m0_low[32], m1[32], m1_low[32];
};
struct alignas(64) NormalRest {
  float m2[32], m2_low[32], m3[32], m4[32], m5[32], m6[32];
};
inline constexpr NormalStart kNormalTail = {
    // m0
    {0x1p-1f,        0x1.a7f808p-2f, 0x1.66027ap-2f, 0x1.337024p-2f,
     0x1.0bdb2ep-2f, 0x1.d898dep-3f, 0x1.a57056p-3f, 0x1.7b5abep-3f,
     0x1.5845dcp-3f, 0x1.3aaddep-3f, 0x1.217252p-3f, 0x1.0bb968p-3f,
     0x1.f1b89cp-4f, 0x1.d0b31cp-4f, 0x1.b396fap-4f, 0x1.99c2b6p-4f,
     0x1.82b4bcp-4f, 0x1.6e040ap-4f, 0x1.5b5acep-4f, 0x1.4a724ap-4f,
     0x1.3b0fbcp-4f, 0x1.2d01fep-4f, 0x1.201faap-4f, 0x1.1445a6p-4f,
     0x1.095608p-4f, 0x1.fe6e5ep-5f, 0x1.eba5fep-5f, 0x1.da2caep-5f,
     0x1.c9e12p-5f,  0x1.baa644p-5f, 0x1.ac6292p-5f, 0x1.9eff96p-5f},
    // m0_low
    {-0x1.ad5ef6p-43f, 0x1.69e57p-30f,   0x1.a98496p-27f,  -0x1.086b3cp-27f,
     0x1.cef98ep-33f,  0x1.38de32p-32f,  -0x1.a5db52p-29f, -0x1.a05f8ap-28f,
     0x1.5a54aap-28f,  -0x1.cc2dp-32f,   0x1.8b805cp-30f,  0x1.9bdb28p-28f,
     0x1.18f4dcp-31f,  0x1.04a878p-33f,  -0x1.870edp-31f,  0x1.b67674p-29f,
     -0x1.cdac8cp-30f, -0x1.1df0fcp-29f, -0x1.89d408p-29f, -0x1.bd93f2p-30f,
     0x1.698ef8p-29f,  0x1.84e722p-29f,  -0x1.b4c90ap-29f, -0x1.a6909p-29f,
     0x1.8f62bep-29f,  0x1.88df6ep-32f,  0x1.6c52cap-31f,  -0x1.6f545ap-30f,
     0x1.c91126p-30f,  -0x1.7a1e36p-32f, 0x1.7b77fcp-30f,  0x1.836456p-34f},
    // m1
    {-0x1.988454p-2f, -0x1.2e8652p-2f, -0x1.cb062cp-3f, -0x1.63e072p-3f,
     -0x1.19524ap-3f, -0x1.c49322p-4f, -0x1.71c04cp-4f, -0x1.3253b6p-4f,
     -0x1.00f9dap-4f, -0x1.b405ccp-5f, -0x1.75ab64p-5f, -0x1.432b1ap-5f,
     -0x1.19cef2p-5f, -0x1.ef2cc8p-6f, -0x1.b6038ap-6f, -0x1.85dc7cp-6f,
     -0x1.5cf97cp-6f, -0x1.3a0094p-6f, -0x1.1be2c6p-6f, -0x1.01c9bep-6f,
     -0x1.d614ecp-7f, -0x1.ae369cp-7f, -0x1.8b1956p-7f, -0x1.6c06bap-7f,
     -0x1.5068c2p-7f, -0x1.37c334p-7f, -0x1.21ae92p-7f, -0x1.0dd422p-7f,
     -0x1.f7d59ep-8f, -0x1.d76972p-8f, -0x1.b9fa6ap-8f, -0x1.9f2e78p-8f},
    // m1_low
    {0x1.8a9cbep-27f,  0x1.74d8f8p-27f,  0x1.2e1fccp-29f,  0x1.6e6a12p-28f,
     -0x1.ded4a2p-29f, 0x1.e5d3dcp-32f,  -0x1.a2fd62p-31f, -0x1.9ee6b4p-29f,
     -0x1.05cfd8p-30f, -0x1.b3645ap-31f, 0x1.b7fe5p-36f,   0x1.dd21cp-30f,
     0x1.d0852ap-30f,  0x1.2a6d0cp-31f,  -0x1.01c1fcp-31f, -0x1.f7ea72p-31f,
     0x1.e9e236p-31f,  0x1.5a5cap-31f,   0x1.4d08c4p-32f,  -0x1.8c2e02p-34f,
     0x1.2d554cp-32f,  0x1.f3d2bep-34f,  0x1.9c830ep-32f,  0x1.8238c4p-33f,
     -0x1.b987eap-34f, -0x1.b96e3cp-32f, -0x1.a15864p-33f, 0x1.f13bb6p-32f,
     0x1.5a0548p-33f,  -0x1.8dec98p-38f, -0x1.b198f2p-33f, -0x1.8923f8p-34f},
};
inline constexpr NormalStart kNormalSlope = {
    // m0
    {0x1p-1f,         0x1.41d6f4p-2f,  0x1.3380a2p-3f,  0x1.0ce5p-10f,
     -0x1.19524ap-3f, -0x1.1258fap-2f, -0x1.920e52p-2f, -0x1.069d1ap-1f,
     -0x1.4272dcp-1f, -0x1.7ce966p-1f, -0x1.b648d4p-1f, -0x1.eec798p-1f,
     -0x1.1347b4p+0f, -0x1.2ee052p+0f, -0x1.4a3a5ap+0f, -0x1.655fe2p+0f,
     -0x1.805908p+0f, -0x1.9b2c58p+0f, -0x1.b5df3p+0f,  -0x1.d075fep+0f,
     -0x1.eaf46cp+0f, -0x1.02aec6p+1f, -0x1.0fd9fcp+1f, -0x1.1cfceep+1f,
     -0x1.2a188ep+1f, -0x1.372da8p+1f, -0x1.443cecp+1f, -0x1.5146f4p+1f,
     -0x1.5e4c44p+1f, -0x1.6b4d52p+1f, -0x1.784a84p+1f, -0x1.854432p+1f},
    // m0_low
    {-0x1.ad5ef6p-43f, -0x1.716504p-27f, 0x1.b104c4p-29f,  0x1.bafad4p-31f,
     -0x1.cd2b9p-29f,  0x1.f09e76p-27f,  -0x1.0a081ep-30f, 0x1.d9645ap-27f,
     -0x1.1f8cfcp-29f, -0x1.44215ep-28f, 0x1.ff1f12p-27f,  -0x1.030518p-27f,
     -0x1.578144p-25f, 0x1.ebb922p-28f,  0x1.8eadd4p-25f,  -0x1.3776f6p-25f,
     0x1.ee17a4p-26f,  0x1.2fc6e6p-27f,  -0x1.a274e4p-25f, -0x1.fdb2bep-27f,
     -0x1.051f1ap-26f, -0x1.54413cp-24f, 0x1.e1d0ccp-28f,  -0x1.554566p-24f,
     -0x1.3da806p-26f, 0x1.c39f24p-25f,  0x1.5e9642p-25f,  0x1.e5c1e8p-25f,
     -0x1.482358p-25f, -0x1.81088ap-25f, 0x1.061f04p-25f,  -0x1.2ca376p-25f},
    // m1
    {-0x1.988454p-1f, -0x1.638552p-1f, -0x1.3f03b4p-1f, -0x1.253a46p-1f,
     -0x1.1296bcp-1f, -0x1.04d48ep-1f, -0x1.f4f466p-2f, -0x1.e5194p-2f,
     -0x1.d8c2cap-2f, -0x1.cf050cp-2f, -0x1.c739cp-2f,  -0x1.c0e9b6p-2f,
     -0x1.bbbe32p-2f, -0x1.b7772p-2f,  -0x1.b3e48cp-2f, -0x1.b0e21cp-2f,
     -0x1.ae53eap-2f, -0x1.ac245cp-2f, -0x1.aa428p-2f,  -0x1.a8a0fp-2f,
     -0x1.a734fap-2f, -0x1.a5f608p-2f, -0x1.a4dd1ep-2f, -0x1.a3e48ap-2f,
     -0x1.a3079ap-2f, -0x1.a2426cp-2f, -0x1.a191c8p-2f, -0x1.a0f2f4p-2f,
     -0x1.a063aap-2f, -0x1.9fe1fap-2f, -0x1.9f6c3cp-2f, -0x1.9f010ep-2f},
    // m1_low
    {0x1.880afap-26f,  -0x1.05add2p-27f, -0x1.177f6cp-26f, 0x1.e571f8p-30f,
     -0x1.e477e6p-28f, 0x1.294faap-28f,  -0x1.296d4p-28f,  -0x1.e24078p-27f,
     0x1.92fcecp-29f,  -0x1.95bd1p-27f,  0x1.0caa6ap-28f,  -0x1.7dc524p-28f,
     0x1.3f89dcp-27f,  0x1.30400ep-28f,  0x1.aae8b2p-30f,  0x1.e5fa8ep-27f,
     -0x1.dbe8a6p-27f, -0x1.c9c2p-28f,   0x1.9fc2f8p-28f,  0x1.c260dap-27f,
     -0x1.311c2p-27f,  -0x1.b4f924p-30f, 0x1.92ea74p-30f,  0x1.eb821ap-27f,
     0x1.620626p-27f,  -0x1.c8523cp-27f, 0x1.7bcf52p-29f,  -0x1.15f9d8p-28f,
     0x1.35c296p-28f,  0x1.f54778p-27f,  -0x1.d14d2ep-27f, 0x1.c266eep-27f},
};
inline constexpr NormalRest kNormalRest = {
    // m2
    {0x1.fffffep-3f,  0x1.5c5674p-3f,  0x1.e681ep-4f,   0x1.5bf7f2p-4f,
     0x1.fcc824p-5f,  0x1.7b79d2p-5f,  0x1.204038p-5f,  0x1.bd45f4p-6f,
     0x1.5d300ap-6f,  0x1.15aa6cp-6f,  0x1.bf399ep-7f,  0x1.6c5e3cp-7f,
     0x1.2c08cap-7f,  0x1.f2f5dp-8f,   0x1.a29f04p-8f,  0x1.62200ep-8f,
     0x1.2dda04p-8f,  0x1.031b68p-8f,  0x1.bfbaeep-9f,  0x1.852b7ep-9f,
     0x1.542a9ap-9f,  0x1.2ae288p-9f,  0x1.07e3eap-9f,  0x1.d419f8p-10f,
     0x1.a0eee4p-10f, 0x1.74d5bap-10f, 0x1.4ea508p-10f, 0x1.2d6b58p-10f,
     0x1.106374p-10f, 0x1.edd69p-11f,  0x1.c0f9d2p-11f, 0x1.99522ep-11f},
    // m2_low
    {-0x1.267fbp-28f,  -0x1.70ffaep-30f, -0x1.011c66p-31f, 0x1.77550cp-33f,
     -0x1.a611f8p-30f, -0x1.eb7f76p-32f, 0x1.c8e6fcp-30f,  0x1.e21a1ap-31f,
     -0x1.2f7d16p-32f, -0x1.56ccf4p-33f, -0x1.79968ep-33f, 0x1.25e692p-32f,
     0x1.c02986p-41f,  0x1.ceb34ap-37f,  0x1.ea7b9p-33f,   -0x1.0c1aeap-33f,
     0x1.afcb3ep-37f,  -0x1.6d8486p-33f, -0x1.ca16aap-35f, -0x1.975c64p-34f,
     -0x1.a010c4p-34f, 0x1.6fc2fep-34f,  -0x1.91f166p-34f, 0x1.120c7ap-36f,
     -0x1.ae84aap-37f, -0x1.eea162p-36f, -0x1.ce2368p-35f, 0x1.7ca2f6p-35f,
     -0x1.044b26p-36f, -0x1.38c3f4p-36f, 0x1.3f72c6p-37f,  -0x1.8cb99p-37f},
    // m3
    {-0x1.1057bcp-3f,  -0x1.594eeap-4f,  -0x1.c1dc7ap-5f,  -0x1.2c845ep-5f,
     -0x1.9b0068p-6f,  -0x1.1f33d6p-6f,  -0x1.99802ap-7f,  -0x1.2962d8p-7f,
     -0x1.b75efap-8f,  -0x1.49bac8p-8f,  -0x1.f62742p-9f,  -0x1.838c42p-9f,
     -0x1.2ed728p-9f,  -0x1.dec594p-10f, -0x1.7e8216p-10f, -0x1.34a25p-10f,
     -0x1.f6a4ecp-11f, -0x1.9ccf8ap-11f, -0x1.55bbfcp-11f, -0x1.1cff24p-11f,
     -0x1.dea724p-12f, -0x1.948daap-12f, -0x1.57ff82p-12f, -0x1.262b4ap-12f,
     -0x1.f9cc9ap-13f, -0x1.b504fcp-13f, -0x1.7b5fb6p-13f, -0x1.4acbd8p-13f,
     -0x1.21a61cp-13f, -0x1.fd4p-14f,    -0x1.c159cep-14f, -0x1.8de7aep-14f},
    // m4
    {0x1.ffd34ep-5f,  0x1.312c4p-5f,   0x1.760a5ap-6f,  0x1.d68c22p-7f,
     0x1.2f47a2p-7f,  0x1.8ff27ap-8f,  0x1.0d6016p-8f,  0x1.721ea2p-9f,
     0x1.0300e6p-9f,  0x1.70c528p-10f, 0x1.0ac1fap-10f, 0x1.87b702p-11f,
     0x1.239d86p-11f, 0x1.b7d4e6p-12f, 0x1.4fb498p-12f, 0x1.031f6ap-12f,
     0x1.943c44p-13f, 0x1.3e690ep-13f, 0x1.fa3b62p-14f, 0x1.95e3e8p-14f,
     0x1.4810f4p-14f, 0x1.0b2c72p-14f, 0x1.b643d2p-15f, 0x1.69dddp-15f,
     0x1.2cab6cp-15f, 0x1.f69d2ap-16f, 0x1.a67414p-16f, 0x1.64f59ep-16f,
     0x1.2f219ep-16f, 0x1.02a46ep-16f, 0x1.bb5a0ap-17f, 0x1.7d9bc2p-17f},
    // m5
    {-0x1.af9852p-6f,  -0x1.ed34a8p-7f,  -0x1.1e0012p-7f,  -0x1.54a85cp-8f,
     -0x1.a0154p-9f,   -0x1.042dcap-9f,  -0x1.4caed8p-10f, -0x1.b25732p-11f,
     -0x1.211e6ep-11f, -0x1.8801eap-12f, -0x1.0e58bep-12f, -0x1.7aeac4p-13f,
     -0x1.0d906p-13f,  -0x1.84f988p-14f, -0x1.1c5dcap-14f, -0x1.a4f428p-15f,
     -0x1.3b3546p-15f, -0x1.dd383ap-16f, -0x1.6cf6eap-16f, -0x1.19cfb4p-16f,
     -0x1.b7299cp-17f, -0x1.591d24p-17f, -0x1.1164ap-17f,  -0x1.b47306p-18f,
     -0x1.5ee142p-18f, -0x1.1c009p-18f,  -0x1.ceb226p-19f, -0x1.7b3456p-19f,
     -0x1.38921ep-19f, -0x1.030e42p-19f, -0x1.afa32cp-20f, -0x1.695f66p-20f},
    // m6
    {0x1.2381p-7f,    0x1.6f166ap-8f,  0x1.94d8eap-9f,  0x1.cac282p-10f,
     0x1.0aaea4p-10f, 0x1.3da9eap-11f, 0x1.83285p-12f,  0x1.e22848p-13f,
     0x1.326888p-13f, 0x1.8cfadp-14f,  0x1.05d842p-14f, 0x1.5f56a2p-15f,
     0x1.df03a2p-16f, 0x1.4b7de8p-16f, 0x1.d1583ep-17f, 0x1.4b013ap-17f,
     0x1.dcd792p-18f, 0x1.5b8d8ap-18f, 0x1.0028a8p-18f, 0x1.7d96b8p-19f,
     0x1.1f0dd8p-19f, 0x1.b3f2d6p-20f, 0x1.4dfc4ap-20f, 0x1.0206ap-20f,
     0x1.91dd14p-21f, 0x1.3b4e82p-21f, 0x1.f254cep-22f, 0x1.8c79b2p-22f,
     0x1.3d79bap-22f, 0x1.ff8e2ap-23f, 0x1.9e8c44p-23f, 0x1.51ce14p-23f},
};

// exp(-a^2/2) F(a) = high + low for 0 <= a <= 7.8, F being M or G, and
// exp(-a^2/2) itself.
template <class V>
struct NormalFloats {
  V high, low, power;
};
template <const NormalStart& kStart, class V>
OGIVE_INLINE NormalFloats<V> TimesNormal(D32 d, V a) {
  // The low bits of m count quarters.
  const auto magic = Set(d, 0x1.8p21f);
  const V m = Add(a, magic);
  const V x = Sub(a, Sub(m, magic));  // exact
  const auto at = [&](const float* column)
                      OGIVE_INLINE_LAMBDA { return Lookup(column, m); };

  const V half = Mul(a, Set(d, 0.5f));
  const V square = Mul(a, half);
  const V square_low = MulSub(a, half, square);

  V w = MulAdd(x, at(kNormalRest.m6), at(kNormalRest.m5));
  w = MulAdd(x, w, at(kNormalRest.m4));
  w = MulAdd(x, w, at(kNormalRest.m3));
  w = MulAdd(x, w, at(kNormalRest.m2_low));
  // v + v_low = m1 + x (m2 + w), and s + s_low = m0 + x times that. Differences
  // of floats near each other are exact. So is m0 - s where x v is the larger
  // term, next to G's zero: by tools/normal_table.py that m0 is a multiple of
  // the last bit of x v.
  const V m2 = at(kNormalRest.m2);
  const V m1 = at(kStart.m1);
  const V v = MulAdd(x, m2, m1);
  const V v_lost = MulAdd(x, m2, Sub(m1, v));
  const V v_low = MulAdd(x, w, Add(v_lost, at(kStart.m1_low)));
  const V m0 = at(kStart.m0);
  const V s = Add(m0, Mul(x, v));
  const V s_lost = MulAdd(x, v, Sub(m0, s));
  const V s_low = MulAdd(x, v_low, Add(s_lost, at(kStart.m0_low)));

  // e^-(square + square_low), whose second part is a factor near 1.
  const auto [power, e_low] = ExpFloatsOfMinus(d, square);
  const V power_low = NegMulAdd(power, square_low, e_low);

  // The low parts are not so small that their product would be nothing.
  const V high = Mul(s, power);
  const V low = MulAdd(s_low, Add(power, power_low),
                       MulAdd(s, power_low, MulSub(s, power, high)));
  return {high, low, power};
}

}  // namespace ogive::internal::OGIVE_OPS
OGIVE_AFTER_NAMESPACE();
#endif

#endif  // OGIVE_SRC_MATH_NORMAL_FLOATS_INL_H_
