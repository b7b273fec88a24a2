import { useEffect, useEffectEvent, useState } from "react";

/** Takes a file that is dropped anywhere on the page. Returns whether one is over it. */
export function useDroppedFile(onDrop: (file: File | null) => void): boolean {
  const [isOver, setOver] = useState(false);
  const drop = useEffectEvent(onDrop);
  useEffect(() => {
    const over = (event: DragEvent) => (event.preventDefault(), setOver(true));
    const leave = () => setOver(false);
    const end = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      drop(event.dataTransfer?.files[0] ?? null);
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", end);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", end);
    };
  }, []);
  return isOver;
}
