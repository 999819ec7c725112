#!/usr/bin/env bash
# Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
#
# Proves that `ogive tour` writes a page that is complete in itself: every
# section has its figure, every image its text, no id is there twice, nothing is
# loaded from elsewhere, in both languages. In a headless Chromium, where there
# is one, that it lays out on a phone and on a desk without errors, and that the
# slider's values are the library's.

# shellcheck source=tests/cli_checks.sh
source "$(dirname "$0")/cli_checks.sh"
: "${OGIVE_SOURCE_DIR:?}"
cd "$work" || exit 1

sections='function picture derivative cache probability soft-normalisation
smooth saturation vanishing-gradient zig-zag cost placement alternatives use
measured'

count() { grep -o -- "$1" "$2" | wc -l; }

for lang in en zh; do
  page=tour-$lang.html
  run ogive tour -o "$page" --lang "$lang" --quick
  check "$lang: succeeds" equal "$code|$err" '0|'
  check "$lang: shows how far it is" contains "$out" '[9/9]'
  check "$lang: the last line says where the page lies" equal \
    "$(tail -n 1 <<<"$out")" "the tour lies in $PWD/$page"
  check "$lang: the page ends" equal "$(tail -n 1 "$page")" '</html>'
  for name in $sections; do
    body=$(sed -n "/<section id=\"$name\"/,/<\/section>/p" "$page")
    check "$lang: $name has its figure" contains "$body" '<figure'
    check "$lang: the contents lead to $name" contains "$(<"$page")" \
      "<a href=\"#$name\">"
  done
  check "$lang: no id twice" equal \
    "$(grep -oE '[[:space:]]id="[^"]*"' "$page" | sort | uniq -d)" ''
  check "$lang: every image has its text" equal \
    "$(count '<svg ' "$page")" "$(count 'role="img" aria-labelledby=' "$page")"
  check "$lang: nothing from elsewhere" equal \
    "$(grep -E '(src|href)="[a-z]*:?//|@import|url\(.?http' "$page")" ''
  check "$lang: no place is left open" equal \
    "$(grep -E '\{[?a-z_]+[:|}]' "$page" | grep -vE '^[^<]*[;{]')" ''
done
check 'the language is said' equal \
  "$(grep -o '<html lang="[^"]*"' tour-en.html tour-zh.html | tr '\n' ' ')" \
  'tour-en.html:<html lang="en" tour-zh.html:<html lang="zh-CN" '
check 'both have the same images' equal "$(count '<svg ' tour-en.html)" \
  "$(count '<svg ' tour-zh.html)"

fails 'no output' 2 '--output' ogive tour
fails 'no such language' 2 '--lang' ogive tour -o no.html --lang fr
fails 'no such folder' 4 'nowhere' ogive tour -o nowhere/tour.html
fails 'no data' 4 '--data DIR' ogive tour -o no.html --quick --data nowhere
check 'nothing is left of those' equal "$(ls -A | grep -v '^tour-\|^stderr$')" ''

browser=$(command -v chromium || command -v chromium-browser || true)
if [[ -z $browser ]]; then
  echo 'skipped: the page in a browser (no chromium here: apt-get install chromium)'
  finish
fi

# A frame around the page that looks at it and says what it saw.
cat >frame.html <<'EOF'
<body style="margin:0"><pre id="report">nothing</pre><script>
const [page, width] = location.hash.slice(1).split(',');
const frame = document.createElement('iframe');
frame.style.cssText = `width:${width}px;height:900px;border:0`;
frame.onload = () => {
  const inside = frame.contentDocument, lines = [];
  lines.push('agreement ' + inside.documentElement.dataset.agreement);
  for (const section of inside.querySelectorAll('section')) {
    const shown = [...section.querySelectorAll('figure')].every(figure => {
      const box = figure.getBoundingClientRect();
      return box.width > 100 && box.height > 50 && box.right <= width;
    });
    lines.push(`figure ${section.id} ${shown}`);
  }
  const slider = inside.getElementById('live-slider');
  for (const x of ['-20', '-2.5', '0', '0.01', '7.25', '18', '20']) {
    slider.value = x;
    slider.dispatchEvent(new Event('input'));
    const value = id => inside.getElementById(id).textContent;
    lines.push(`values ${x} ${value('live-s-value')} ${value('live-d-value')}`);
  }
  lines.push('overflow ' + (inside.documentElement.scrollWidth > width));
  document.getElementById('report').textContent = lines.join('\n');
};
frame.src = page;
document.body.append(frame);
</script></body>
EOF
flags=(--headless --disable-gpu --allow-file-access-from-files
  --enable-logging=stderr --virtual-time-budget=10000 --window-size=1300,1000
  "--user-data-dir=$work/browser")
[[ $(id -u) -ne 0 ]] || flags+=(--no-sandbox)

for page in tour-en.html tour-zh.html; do
  for width in 400 1200; do
    name="$page at $width"
    timeout 120 "$browser" "${flags[@]}" --dump-dom \
      "file://$work/frame.html#$page,$width" >dom.txt 2>console.txt
    report=$(sed -n '/id="report"/,/<\/pre>/p' dom.txt)
    check "$name: no errors" equal "$(grep 'CONSOLE' console.txt)" ''
    check "$name: the script agrees with the library" contains "$report" \
      'agreement all 173'
    for section in $sections; do
      check "$name: the figure of $section is seen" contains "$report" \
        "figure $section true"
    done
    check "$name: nothing is wider than the page" contains "$report" \
      'overflow false'
  done
done
# The page writes 2.0611537e-9 where the command writes 2.0611537e-09.
while read -r _ x s d; do
  same=$(printf '%s\n' "$s" "$d" | sed -E 's/e([+-])([0-9])$/e\10\2/')
  check "slider at $x" equal "$same" \
    "$(ogive eval sigmoid "$x")"$'\n'"$(ogive eval sigmoid --derivative "$x")"
done < <(grep -o '^values .*' <<<"$report" | sed 's/<.*//')

finish
