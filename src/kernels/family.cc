// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "kernels/family.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#define OGIVE_PLAIN  // one row's constants, by the plain mathematics
#include "kernels/family_kernels.h"
#include "kernels/fp_state.h"
#include "kernels/overlap.h"
#include "kernels/threads.h"
#include "math/softmax-inl.h"
#include "ogive/types.h"

namespace ogive::internal {
namespace {

const void* advance(const void* p, std::size_t bytes) {
  return p == nullptr ? nullptr : static_cast<const char*>(p) + bytes;
}
void* advance(void* p, std::size_t bytes) {
  return p == nullptr ? nullptr : static_cast<char*>(p) + bytes;
}

// work(begin, end) over chunks that cover [0, n), in the default floating-point
// state, which the caller has set for its own thread.
template <class Work>
void in_parallel(std::size_t n, std::size_t grain, int threads,
                 const Work& work) {
  const auto call = [](void* context, std::size_t begin, std::size_t end) {
    const FpState state;
    (*static_cast<const Work*>(context))(begin, end);
  };
  if (threads == 1) {
    if (n > 0) work(std::size_t{0}, n);
  } else {
    for_each_grain(n, grain, threads, const_cast<Work*>(&work), call);
  }
}

void run_streams(StreamKernel kernel, Dtype dtype, const Streams& streams,
                 std::size_t n, const options& options) {
  const std::size_t size = dtype_size(dtype);
  const FpState state;
  in_parallel(n, kChunk, options.threads,
              [&](std::size_t begin, std::size_t end) {
                Streams part;
                for (int i = 0; i < 3; ++i) {
                  part.in[i] = advance(streams.in[i], begin * size);
                }
                for (int i = 0; i < 2; ++i) {
                  part.out[i] = advance(streams.out[i], begin * size);
                }
                kernel(part, end - begin);
              });
}

// The parts work(begin, end) of the chunks of kChunk that cover [0, n), n > 0,
// joined from the first to the last, whatever the threads.
template <class Part, class Work, class Join>
Part over_chunks(std::size_t n, int threads, const Work& work,
                 const Join& join) {
  const std::size_t chunks = (n - 1) / kChunk + 1;
  const auto chunk = [&](std::size_t c) {
    return work(c * kChunk, std::min(n, (c + 1) * kChunk));
  };
  if (threads == 1 || chunks == 1) {
    Part all = chunk(0);
    for (std::size_t c = 1; c < chunks; ++c) join(all, chunk(c));
    return all;
  }
  std::vector<Part> parts(chunks);
  in_parallel(chunks, 1, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) parts[c] = chunk(c);
  });
  for (std::size_t c = 1; c < chunks; ++c) join(parts[0], parts[c]);
  return parts[0];
}

WideSum sum_chunks(std::size_t n, int threads, const auto& work) {
  return over_chunks<WideSum>(
      n, threads, work,
      [](WideSum& all, const WideSum& part) { all.add(part); });
}

// ---- Rows.

// Rows, or chunks of rows, that one thread takes at a time; long rows are
// shared among threads, one after the other.
template <class Work>
void for_each_row(Rows shape, int threads, const Work& work) {
  if (shape.columns > kChunk) {
    for (std::size_t r = 0; r < shape.rows; ++r) work(r, threads);
    return;
  }
  in_parallel(shape.rows, kChunk / shape.columns, threads,
              [&](std::size_t begin, std::size_t end) {
                for (std::size_t r = begin; r < end; ++r) work(r, 1);
              });
}

template <class N>
void set_constants(RowFunction function, const RowSum& sum, Row& row) {
  N result;
  const WideSum rest = sum.rest.rounded();
  const N scaled = plain::Number<N>(rest.high, rest.low);
  if (function == RowFunction::log_softmax) {
    result = plain::LogOfSum(scaled, sum.count);
  } else {
    const double scale = plain::kIsPair<N> ? 0x1p-200 : 1.0;
    result = 1.0 / (plain::Scale(scaled, scale) + sum.count);
  }
  row.high = result.high;
  if constexpr (plain::kIsPair<N>) row.low = result.low;
}

// Room for a row's powers, kept from one pass to the next: 32 KiB on the stack,
// else memory of its own for up to a chunk; beyond, caches would not hold them.
class Powers {
 public:
  explicit Powers(std::size_t n) {
    static_assert(kChunk % kRoom == 0);
    if (n <= kHere) {
      place_ = here_;
    } else if (n <= kChunk) {
      const std::size_t room = (n + kRoom - 1) / kRoom * kRoom;
      more_.reset(new (std::nothrow) double[room]);
      place_ = more_.get();
    }
  }
  // Null where there is none.
  double* get() { return place_; }

 private:
  static constexpr std::size_t kHere = 4096;
  alignas(64) double here_[kHere];
  std::unique_ptr<double[]> more_;
  double* place_ = nullptr;
};

void forward_row(const softmax_kernels::Table& kernels, RowFunction function,
                 Dtype dtype, const void* x, void* y, std::size_t n,
                 int threads) {
  const std::size_t size = dtype_size(dtype);
  const auto at = [&](std::size_t i) { return advance(x, i * size); };
  const bool of_log = function == RowFunction::log_softmax;
  Powers room(of_log || dtype == Dtype::f64 ? SIZE_MAX : n);
  double* powers = room.get();
  Row row{function == RowFunction::softmin ? -1.0 : 1.0, 0, 0, 0};
  const RowScan scan = over_chunks<RowScan>(
      n, threads,
      [&](std::size_t begin, std::size_t end) {
        return kernels.scan(at(begin), end - begin, row.sign);
      },
      [](RowScan& all, const RowScan& part) {
        all.maximum = std::max(all.maximum, part.maximum);
        all.numbers += part.numbers;
      });
  if (scan.numbers < static_cast<double>(n)) {
    row.maximum = row.high = row.low = std::nan("");
    powers = nullptr;
  } else {
    row.maximum = scan.maximum;
    const RowSum sum = over_chunks<RowSum>(
        n, threads,
        [&](std::size_t begin, std::size_t end) {
          return kernels.sum(at(begin), end - begin, row.sign, row.maximum,
                             powers);
        },
        [](RowSum& all, const RowSum& part) {
          all.rest.add(part.rest);
          all.count += part.count;
        });
    if (dtype == Dtype::f64) {
      set_constants<plain::Pair>(function, sum, row);
    } else {
      set_constants<plain::Single>(function, sum, row);
    }
  }
  if (powers != nullptr) {
    return kernels.scale(powers, y, n, row);
  }
  const auto write = of_log ? kernels.log_softmax : kernels.softmax;
  in_parallel(n, kChunk, threads, [&](std::size_t begin, std::size_t end) {
    write(at(begin), advance(y, begin * size), end - begin, row);
  });
}

void backward_row(const softmax_kernels::Table& kernels, RowFunction function,
                  Dtype dtype, const void* dy, const void* y, void* dx,
                  std::size_t n, int threads) {
  const std::size_t size = dtype_size(dtype);
  const bool of_log = function == RowFunction::log_softmax;
  const auto add = of_log ? kernels.sum_plain : kernels.sum_products;
  const WideSum total =
      sum_chunks(n, threads, [&](std::size_t begin, std::size_t end) {
        return add(advance(dy, begin * size), advance(y, begin * size),
                   end - begin);
      });
  const WideSum sum = total.rounded();
  const Row row{function == RowFunction::softmin ? -1.0 : 1.0, 0, sum.high,
                sum.low};
  const auto write =
      of_log ? kernels.log_softmax_backward : kernels.softmax_backward;
  in_parallel(n, kChunk, threads, [&](std::size_t begin, std::size_t end) {
    write(advance(dy, begin * size), advance(y, begin * size),
          advance(dx, begin * size), end - begin, row);
  });
}

}  // namespace

void run_rows(RowFunction function, Dtype dtype, const void* x, Rows shape,
              void* y, const options& options) {
  check_options(options);
  const auto& kernels =
      kernels_softmax(current_target()).of[static_cast<int>(dtype)];
  const std::size_t row_bytes = shape.columns * dtype_size(dtype);
  const std::size_t bytes = shape.rows * row_bytes;
  if (bytes == 0) return;
  check_arrays({{"x", x, bytes}}, {{"y", y, bytes}});
  const FpState state;
  for_each_row(shape, options.threads, [&](std::size_t r, int threads) {
    forward_row(kernels, function, dtype, advance(x, r * row_bytes),
                advance(y, r * row_bytes), shape.columns, threads);
  });
}

void run_rows_backward(RowFunction function, Dtype dtype, const void* dy,
                       const void* y, Rows shape, void* dx,
                       const options& options) {
  check_options(options);
  const auto& kernels =
      kernels_softmax(current_target()).of[static_cast<int>(dtype)];
  const std::size_t row_bytes = shape.columns * dtype_size(dtype);
  const std::size_t bytes = shape.rows * row_bytes;
  if (bytes == 0) return;
  check_arrays({{"dy", dy, bytes}, {"y", y, bytes}}, {{"dx", dx, bytes}});
  const FpState state;
  for_each_row(shape, options.threads, [&](std::size_t r, int threads) {
    backward_row(kernels, function, dtype, advance(dy, r * row_bytes),
                 advance(y, r * row_bytes), advance(dx, r * row_bytes),
                 shape.columns, threads);
  });
}

// ---- Gated units.

void run_gated(Gate gate, Dtype dtype, const void* a, const void* b,
               std::size_t n, void* y, const options& options) {
  check_options(options);
  const auto& kernels = kernels_gated(current_target());
  const std::size_t bytes = n * dtype_size(dtype);
  check_arrays({{"a", a, bytes}, {"b", b, bytes}}, {{"y", y, bytes}});
  run_streams(kernels.forward[static_cast<int>(gate)][static_cast<int>(dtype)],
              dtype, {{a, b}, {y}}, n, options);
}

void run_gated_backward(Gate gate, Dtype dtype, const void* dy, const void* a,
                        const void* b, std::size_t n, void* da, void* db,
                        const options& options) {
  check_options(options);
  const auto& kernels = kernels_gated(current_target());
  const std::size_t bytes = n * dtype_size(dtype);
  check_arrays({{"dy", dy, bytes}, {"a", a, bytes}, {"b", b, bytes}},
               {{"da", da, bytes}, {"db", db, bytes}});
  run_streams(kernels.backward[static_cast<int>(gate)][static_cast<int>(dtype)],
              dtype, {{dy, a, b}, {da, db}}, n, options);
}

// ---- Binary cross-entropy.

void run_bce(Dtype dtype, const void* x, const void* z, std::size_t n,
             void* loss, void* dx, const options& options) {
  check_options(options);
  const auto& kernels = kernels_loss(current_target());
  const std::size_t bytes = n * dtype_size(dtype);
  check_arrays({{"x", x, bytes}, {"z", z, bytes}},
               {{"loss", loss, bytes}, {"dx", dx, bytes}});
  run_streams(kernels.elements[static_cast<int>(dtype)], dtype,
              {{x, z}, {loss, dx}}, n, options);
}

double run_bce_mean(Dtype dtype, const void* x, const void* z, std::size_t n,
                    const options& options) {
  check_options(options);
  const auto sum = kernels_loss(current_target()).sum[static_cast<int>(dtype)];
  if (n == 0) return std::nan("");
  const std::size_t size = dtype_size(dtype);
  const FpState state;
  const WideSum total =
      sum_chunks(n, options.threads, [&](std::size_t begin, std::size_t end) {
        return sum(advance(x, begin * size), advance(z, begin * size),
                   end - begin);
      });
  double mean = total.rounded().high / static_cast<double>(n);
  FpState::pin(mean);
  return mean;
}

// ---- prelu.

namespace {

// Calls step(position, count) for pieces of [begin, end) whose slopes, one for
// each element, lie in `slopes`.
template <class T, class Step>
void with_slopes(const void* weight, Channels shape, std::size_t begin,
                 std::size_t end, const Step& step) {
  constexpr std::size_t kPiece = 512;
  T slopes[kPiece];
  const T* weights = static_cast<const T*>(weight);
  // The channel of the next element, and what is left of its run.
  std::size_t channel = begin / shape.inner % shape.channels;
  std::size_t left = shape.inner - begin % shape.inner;
  while (begin < end) {
    const std::size_t count = std::min(end - begin, kPiece);
    for (std::size_t i = 0; i < count;) {
      const std::size_t run = std::min(left, count - i);
      std::fill_n(slopes + i, run, weights[channel]);
      i += run;
      left -= run;
      if (left == 0) {
        left = shape.inner;
        channel = channel + 1 == shape.channels ? 0 : channel + 1;
      }
    }
    step(begin, count, slopes);
    begin += count;
  }
}

// The same by the elements' size; 16-bit types are copied as bits.
template <class Step>
void with_slopes_of(Dtype dtype, const void* weight, Channels shape,
                    int threads, const Step& step) {
  const std::size_t n = shape.outer * shape.channels * shape.inner;
  in_parallel(n, kChunk, threads, [&](std::size_t begin, std::size_t end) {
    switch (dtype) {
      case Dtype::f32:
        return with_slopes<float>(weight, shape, begin, end, step);
      case Dtype::f64:
        return with_slopes<double>(weight, shape, begin, end, step);
      case Dtype::f16:
        return with_slopes<float16>(weight, shape, begin, end, step);
      case Dtype::bf16:
        return with_slopes<bfloat16>(weight, shape, begin, end, step);
    }
  });
}

void store_rounded(Dtype dtype, const WideSum& total, void* array,
                   std::size_t i) {
  using plain::D64;
  const WideSum sum = total.rounded();
  // To double by `rounded`; to less than that without rounding twice.
  const double y = dtype == Dtype::f64
                       ? sum.high
                       : plain::RoundToOdd(D64(), sum.high, sum.low);
  switch (dtype) {
    case Dtype::f32:
      return plain::StoreOneNan(D64(), y, y, static_cast<float*>(array) + i);
    case Dtype::f64:
      return plain::StoreOneNan(D64(), y, y, static_cast<double*>(array) + i);
    case Dtype::f16:
      return plain::StoreOneNan(D64(), y, y, static_cast<float16*>(array) + i);
    case Dtype::bf16:
      return plain::StoreOneNan(D64(), y, y, static_cast<bfloat16*>(array) + i);
  }
}

}  // namespace

void run_prelu(Dtype dtype, const void* x, const void* weight, Channels shape,
               void* y, const options& options) {
  check_options(options);
  const auto kernel =
      kernels_prelu(current_target()).forward[static_cast<int>(dtype)];
  const std::size_t size = dtype_size(dtype);
  const std::size_t bytes = shape.outer * shape.channels * shape.inner * size;
  if (bytes == 0) return;
  check_arrays({{"x", x, bytes}}, {{"y", y, bytes}});
  check_arrays({},
               {{"weight", weight, shape.channels * size}, {"y", y, bytes}});
  const FpState state;
  with_slopes_of(
      dtype, weight, shape, options.threads,
      [&](std::size_t i, std::size_t count, const void* slopes) {
        kernel({{advance(x, i * size), slopes}, {advance(y, i * size)}}, count);
      });
}

void run_prelu_backward(Dtype dtype, const void* dy, const void* x,
                        const void* weight, Channels shape, void* dx,
                        void* dweight, const options& options) {
  check_options(options);
  const auto& kernels = kernels_prelu(current_target());
  const auto kernel = kernels.backward[static_cast<int>(dtype)];
  const auto accumulate = kernels.accumulate[static_cast<int>(dtype)];
  const std::size_t size = dtype_size(dtype);
  const std::size_t bytes = shape.outer * shape.channels * shape.inner * size;
  const std::size_t weight_bytes = shape.channels * size;
  check_arrays({{"dy", dy, bytes}, {"x", x, bytes}}, {{"dx", dx, bytes}});
  // dweight takes sums of dy and x, and dx takes weight: none in place.
  for (const NamedArray& other :
       {NamedArray{"dy", dy, bytes}, NamedArray{"x", x, bytes},
        NamedArray{"weight", weight, weight_bytes},
        NamedArray{"dx", dx, bytes}}) {
    check_arrays({}, {other, {"dweight", dweight, weight_bytes}});
  }
  check_arrays({}, {{"weight", weight, weight_bytes}, {"dx", dx, bytes}});

  const FpState state;
  // The sums of a channel go into kLanes of them, by the place in a run; with
  // runs of one element, into one for each channel.
  const bool single = shape.inner == 1;
  const std::size_t group = single ? 256 : 1;  // channels at a time
  const std::size_t work = shape.outer * shape.inner * group;
  in_parallel((shape.channels + group - 1) / group,
              std::max<std::size_t>(1, kChunk / std::max<std::size_t>(1, work)),
              options.threads, [&](std::size_t begin, std::size_t end) {
                for (std::size_t g = begin; g < end; ++g) {
                  const std::size_t channel = g * group;
                  const std::size_t count =
                      std::min(group, shape.channels - channel);
                  WideSum sums[256];
                  for (std::size_t o = 0; o < shape.outer; ++o) {
                    const std::size_t first =
                        (o * shape.channels + channel) * shape.inner;
                    const std::size_t length = single ? count : shape.inner;
                    const std::size_t step = single ? count : kLanes;
                    for (std::size_t i = 0; i < length; i += step) {
                      const std::size_t at = (first + i) * size;
                      accumulate(advance(dy, at), advance(x, at),
                                 std::min(step, length - i), sums);
                    }
                  }
                  if (!single) {
                    for (std::size_t i = 1; i < kLanes; ++i)
                      sums[0].add(sums[i]);
                  }
                  for (std::size_t c = 0; c < count; ++c) {
                    store_rounded(dtype, sums[c], dweight, channel + c);
                  }
                }
              });
  if (bytes == 0) return;
  with_slopes_of(dtype, weight, shape, options.threads,
                 [&](std::size_t i, std::size_t count, const void* slopes) {
                   kernel(
                       {{advance(dy, i * size), advance(x, i * size), slopes},
                        {advance(dx, i * size)}},
                       count);
                 });
}

}  // namespace ogive::internal
