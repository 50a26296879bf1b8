/** Whether an element is on screen, or nearly so. */

const NEAR = "200px";

/**
 * @param {Element} target
 * @param {() => void} onSeen it has come into sight
 * @returns {{seen(): boolean, destroy(): void}}
 */
export function watchSight(target, onSeen) {
  let inSight = false;
  const observer = new IntersectionObserver((entries) => {
    inSight = entries[entries.length - 1].isIntersecting;
    if (inSight) onSeen();
  }, { rootMargin: NEAR });
  observer.observe(target);
  return { seen: () => inSight, destroy: () => observer.disconnect() };
}
