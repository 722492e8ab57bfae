// Whoever points at an entity anywhere, by mouse or by focus, sees it everywhere: in the text, in the list, on the picture.

/** Links all elements with the same `data-key` below the roots. An element may have several keys: the first one, the innermost, counts. */
export function link(...roots) {
  const keyOf = target => target?.closest?.("[data-key]")?.dataset.key.split(" ")[0] ?? null;
  let hot = null;
  const light = key => {
    if (key === hot) return;
    hot = key;
    for (const root of roots) {
      root.classList.toggle("some-hot", key !== null);
      for (const element of root.querySelectorAll("[data-key]")) {
        element.classList.toggle("hot", key !== null && element.dataset.key.split(" ").includes(key));
      }
    }
  };
  for (const root of roots) {
    root.addEventListener("pointerover", e => light(keyOf(e.target)));
    root.addEventListener("pointerleave", () => light(keyOf(document.activeElement)));
    root.addEventListener("focusin", e => light(keyOf(e.target)));
    root.addEventListener("focusout", e => light(keyOf(e.relatedTarget)));
  }
  return () => {
    const again = hot ?? keyOf(document.activeElement);
    hot = undefined;
    light(again);
  };
}
