import { CloseButton } from "@mantine/core";
import { type ReactNode, useEffect, useEffectEvent } from "react";
import { useWords } from "../words/speech";
import classes from "./Peek.module.css";

/**
 * Details of one row next to its list, which stays in use: no overlay, no trapped focus. Escape closes it unless
 * something lies above it.
 */
export function Peek({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { frame } = useWords();
  const onEscape = useEffectEvent(onClose);
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      const isBelow =
        document.querySelector(
          "[aria-modal='true'], [role='combobox'][aria-expanded='true'], [aria-haspopup][aria-expanded='true']",
        ) !== null;
      if (event.key === "Escape" && !isBelow) onEscape();
    };
    // in the capture phase: other layers that Escape closes are still mounted then
    window.addEventListener("keydown", close, { capture: true });
    return () => window.removeEventListener("keydown", close, { capture: true });
  }, []);
  return (
    <section role="dialog" aria-label={title} className={classes.peek} data-pane="peek" tabIndex={-1}>
      <div className={classes.head}>
        <span className={classes.title}>{title}</span>
        <CloseButton aria-label={frame.close} onClick={onClose} />
      </div>
      <div className={classes.body}>{children}</div>
    </section>
  );
}
