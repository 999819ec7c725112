// Evaluates the sigmoid at the slider's x, in f32 as the library does: computed
// in double, rounded once.
(() => {
  'use strict';
  const f32 = Math.fround;
  // e in (0, 1]: nothing overflows, nothing cancels.
  const e = x => Math.exp(-Math.abs(x));
  function sigmoid(x) {
    if (Number.isNaN(x)) return NaN;
    // Near 0 the true value, 1/2 + x/4 - x^3/48, can lie so close to the middle
    // between two floats that no double shows on which side: it is the one
    // nearer to 1/2, by the last bit.
    if (Math.abs(x) < 2 ** -11) {
      const y = 0.5 + x / 4;
      return f32(x > 0 ? y - 2 ** -53 : x < 0 ? y + 2 ** -54 : y);
    }
    return f32(x >= 0 ? 1 / (1 + e(x)) : e(x) / (1 + e(x)));
  }
  const derivative = x => f32(e(x) / (1 + e(x)) ** 2);
  const fromOutput = x => { const y = sigmoid(x); return f32(y * (1 - y)); };
  const fromTail = x => {
    const t = sigmoid(-Math.abs(x));
    return f32(t - t * t);
  };

  // As few digits as tell the float from others.
  function shortest(y) {
    for (let digits = 1; digits < 9; ++digits) {
      if (f32(Number(y.toPrecision(digits))) === y) {
        return String(Number(y.toPrecision(digits)));
      }
    }
    return String(Number(y.toPrecision(9)));
  }

  const at = id => document.getElementById(id);
  const image = at('live-image').dataset;
  const reach = Number(image.reach), left = Number(image.left);
  const right = Number(image.right), top = Number(image.top);
  const bottom = Number(image.bottom);
  function move(dot, x, y) {
    dot.style.display = Math.abs(x) <= reach ? '' : 'none';
    dot.setAttribute('cx', left + (x + reach) / (2 * reach) * (right - left));
    dot.setAttribute('cy', bottom - y * (bottom - top));
  }
  function show(text) {
    const x = f32(Number(text));
    if (text === '' || Number.isNaN(x)) return;
    at('live-s-value').textContent = shortest(sigmoid(x));
    at('live-d-value').textContent = shortest(derivative(x));
    at('live-output-value').textContent = shortest(fromOutput(x));
    at('live-tail-value').textContent = shortest(fromTail(x));
    move(at('live-s'), x, sigmoid(x));
    move(at('live-d'), x, derivative(x));
  }
  const number = at('live-number'), slider = at('live-slider');
  slider.addEventListener('input', () => {
    number.value = slider.value;
    show(slider.value);
  });
  number.addEventListener('input', () => {
    slider.value = number.value;
    show(number.value);
  });
  show(number.value);

  // The library's own values, at points that came with the page.
  const points = JSON.parse(at('check-points').textContent);
  const wrong = points.filter(([x, s, d, output, tail]) =>
    sigmoid(f32(x)) !== f32(s) || derivative(f32(x)) !== f32(d) ||
    fromOutput(f32(x)) !== f32(output) || fromTail(f32(x)) !== f32(tail));
  const note = at('agreement');
  const words = wrong.length === 0 ? note.dataset.agree : note.dataset.differ;
  note.textContent = words.replace('#', points.length);
  document.documentElement.dataset.agreement =
    wrong.length === 0 ? 'all ' + points.length : 'differs';
  if (wrong.length > 0) {
    console.error('other values than the library at x =',
                  wrong.map(point => point[0]).join(' '));
  }
})();
