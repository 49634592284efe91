"""Every pair of tokens that pages put together can be read, in both schemes and with any accent a centre may choose."""

from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")

# WCAG 2.2 contrast as the browser itself computes the colours (light-dark(), oklch()): painted on one pixel and read back.
RATIOS = """pairs => {
  const pixel = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d', {willReadFrequently: true});
  const probe = document.body.appendChild(document.createElement('span'));
  const light = (token, className) => {
    probe.className = className; probe.style.color = `var(--${token})`;
    pixel.fillStyle = getComputedStyle(probe).color; pixel.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...pixel.getImageData(0, 0, 1, 1).data].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return pairs.map(([one, other, least, className]) => {
    const [a, b] = [light(one, className), light(other, className)];
    return [one, other, className, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), least];
  });
}"""
PAPERS = ("paper", "surface", "sunk")
KINDS = ("warm", "bad", "good", "calm", "quiet")
INKS = ("ink", "ink-soft", "accent-ink", "accent-strong", "now", *(f"{kind}-ink" for kind in KINDS))
LINES = ("line-strong", "focus", *(f"{kind}-line" for kind in KINDS))
TRACKS = tuple(f"track-{number}" for number in range(1, 13))
PAIRS = [
    *((ink, paper, 4.5, "") for ink in INKS for paper in PAPERS),
    *((line, paper, 3, "") for line in LINES for paper in PAPERS),
    *((ink, f"{kind}-wash", 4.5, "") for kind in KINDS for ink in (f"{kind}-ink", "ink", "ink-soft")),
    *((f"{kind}-line", f"{kind}-wash", 3, "") for kind in KINDS),
    *(
        (ink, wash, 4.5, "")
        for ink, wash in (("accent-ink", "accent-wash"), ("on-accent", "accent-ink"), ("on-accent", "accent-strong"), ("ink", "mark"))
    ),
    *(("ink", f"heat-{level}", 4.5, "") for level in range(4)),
    *((ink, "track-wash", 4.5, track) for track in TRACKS for ink in ("track-ink", "ink")),
    *(("track-line", paper, 3, track) for track in TRACKS for paper in ("paper", "surface")),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ["", "#ffe600", "#ff0000", "#0000ff", "#ffffff", "#000000", "#00ff88", "#7a00ff"])
def test_all_pairs_of_tokens_can_be_read(browser, scheme: str, accent: str):
    page = browser.new_page(color_scheme=scheme)
    page.set_content(f"<style>{TOKENS}{f':root{{--accent:{accent}}}' if accent else ''}</style>")

    ratios = page.evaluate(RATIOS, PAIRS)
    page.close()

    assert [pair for pair in ratios if pair[3] < pair[4]] == []
