// On a touch screen the page before and the page after are a swipe away, as they are a link away (a[rel=prev], a[rel=next]).
const narrow = matchMedia("(max-width: 47.99rem)");
const far = 80; // pixels across; a swipe that goes down as well is a scroll
let from = null;

document.addEventListener("touchstart", ({ touches }) => { from = touches.length === 1 ? touches[0] : null; }, { passive: true });

document.addEventListener("touchend", ({ changedTouches: [to] }) => {
  if (!from || !narrow.matches) return;
  const across = (to.clientX - from.clientX) * (document.documentElement.dir === "rtl" ? -1 : 1);
  const down = Math.abs(to.clientY - from.clientY);
  from = null;
  if (Math.abs(across) > far && down < Math.abs(across) / 2) document.querySelector(`a[rel="${across < 0 ? "next" : "prev"}"]`)?.click();
}, { passive: true });
