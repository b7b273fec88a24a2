import { useWindowEvent } from "@mantine/hooks";

/** Ctrl and D copies the day that is shown. */
export function usePlanKeys(isOn: boolean, onCopy: () => void) {
  useWindowEvent(
    "keydown",
    (event) => {
      if (!isOn || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      if (event.key.toLowerCase() !== "d" || document.querySelector("[role=dialog]") !== null) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      onCopy();
    },
    { capture: true },
  );
}
