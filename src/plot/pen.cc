// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Image files by Cairo.

#include "plot/pen.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include <memory>
#include <new>
#include <stdexcept>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OGIVE_LEAK_CHECK 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define OGIVE_LEAK_CHECK 1
#endif
#if defined(OGIVE_LEAK_CHECK)
#include <sanitizer/lsan_interface.h>
#endif

namespace ogive::internal {
namespace {

constexpr double kPngScale = 2;

using Surface =
    std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using Context = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;

void check(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS) {
    throw std::runtime_error(std::string("cannot draw the figure: ") +
                             cairo_status_to_string(status));
  }
}

cairo_status_t append(void* bytes, const unsigned char* data,
                      unsigned int length) {
  try {
    static_cast<std::string*>(bytes)->append(
        reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
  } catch (const std::bad_alloc&) {
    return CAIRO_STATUS_NO_MEMORY;
  }
}

}  // namespace

std::string render(double width, double height, ImageFormat format,
                   const std::function<void(const Pen&)>& draw) {
#if defined(OGIVE_LEAK_CHECK)
  // Fontconfig, which Cairo finds its fonts with, loses memory of its own.
  const __lsan::ScopedDisabler disabler;
#endif
  std::string bytes;
  Surface surface(nullptr, cairo_surface_destroy);
  switch (format) {
    case ImageFormat::svg:
      surface.reset(
          cairo_svg_surface_create_for_stream(append, &bytes, width, height));
      break;
    case ImageFormat::pdf:
      surface.reset(
          cairo_pdf_surface_create_for_stream(append, &bytes, width, height));
      break;
    case ImageFormat::png:
      surface.reset(cairo_image_surface_create(
          CAIRO_FORMAT_RGB24, static_cast<int>(width * kPngScale),
          static_cast<int>(height * kPngScale)));
      break;
  }
  check(cairo_surface_status(surface.get()));
  const Context cr(cairo_create(surface.get()), cairo_destroy);
  if (format == ImageFormat::png) {
    cairo_scale(cr.get(), kPngScale, kPngScale);
  }
  const Pen pen(cr.get());
  pen.set(kPaper);
  cairo_paint(cr.get());
  draw(pen);
  check(cairo_status(cr.get()));
  if (format == ImageFormat::png) {
    check(cairo_surface_write_to_png_stream(surface.get(), append, &bytes));
  } else {
    cairo_surface_finish(surface.get());
    check(cairo_surface_status(surface.get()));
  }
  return bytes;
}

}  // namespace ogive::internal
