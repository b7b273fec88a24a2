import { ActionIcon, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useWords } from "../words/speech";
import classes from "./Pages.module.css";
import { type Drawing, openPdf, openPicture } from "./drawing";

const ZOOM_STEP = 1.25;
const ZOOM_MAX = 4;
const ZOOM_MIN = 0.5;

interface Props {
  bytes: Uint8Array<ArrayBuffer>;
  name: string;
  mediaType: string;
}

/** The pages of a PDF, or a picture, drawn by the program: arrows turn pages, + and - zoom. */
export function Pages({ bytes, name, mediaType }: Props) {
  const { documents } = useWords();
  const [drawing, setDrawing] = useState<Drawing | "bad" | null>(null);
  const [page, setPage] = useState(1);
  const [zoom, setZoom] = useState(1);
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const isPdf = mediaType === "application/pdf";
  const pages = drawing === null || drawing === "bad" ? 1 : drawing.pages;

  useEffect(() => {
    let isShown = true;
    const opened = isPdf ? openPdf(bytes) : openPicture(bytes, mediaType);
    opened.then(
      (drawn) => (isShown ? setDrawing(drawn) : drawn.close()),
      () => isShown && setDrawing("bad"),
    );
    return () => {
      isShown = false;
      opened.then(
        (drawn) => drawn.close(),
        () => undefined,
      );
    };
  }, [bytes, isPdf, mediaType]);

  useEffect(() => {
    const target = canvas.current;
    if (drawing === null || drawing === "bad" || target === null) return;
    const width = (box.current?.clientWidth ?? 0) || 600;
    const drawn = drawing.draw(target, page, width * zoom);
    drawn.done.catch(() => undefined);
    return drawn.cancel;
  }, [drawing, page, zoom]);

  // nothing of a page stays in a canvas that is gone
  useEffect(() => {
    const target = canvas.current;
    return () => {
      if (target !== null) target.width = target.height = 0;
    };
  }, []);

  const turn = (by: number) => setPage((now) => Math.min(pages, Math.max(1, now + by)));
  const scale = (by: number) => setZoom((now) => Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, now * by)));
  useHotkeys([
    ["ArrowRight", () => turn(1)],
    ["ArrowLeft", () => turn(-1)],
    ["PageDown", () => turn(1)],
    ["PageUp", () => turn(-1)],
    ["[plus]", () => scale(ZOOM_STEP)],
    ["shift+[plus]", () => scale(ZOOM_STEP)],
    ["-", () => scale(1 / ZOOM_STEP)],
  ]);
  if (drawing === "bad") return <Text size="sm">{documents.badPreview}</Text>;
  const label = isPdf ? documents.page(String(page), String(pages)) : documents.picture(name);
  return (
    <div className={classes.pages}>
      <div className={classes.bar}>
        <span className={classes.buttons}>
          {isPdf && (
            <>
              <ActionIcon aria-label={documents.previous} disabled={page === 1} onClick={() => turn(-1)}>
                <IconChevronLeft size={18} aria-hidden />
              </ActionIcon>
              <Text size="sm" className="tabular" role="status">
                {documents.page(String(page), String(pages))}
              </Text>
              <ActionIcon aria-label={documents.next} disabled={page === pages} onClick={() => turn(1)}>
                <IconChevronRight size={18} aria-hidden />
              </ActionIcon>
            </>
          )}
        </span>
        <span className={classes.buttons}>
          <ActionIcon aria-label={documents.smaller} disabled={zoom <= ZOOM_MIN} onClick={() => scale(1 / ZOOM_STEP)}>
            <IconZoomOut size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon aria-label={documents.larger} disabled={zoom >= ZOOM_MAX} onClick={() => scale(ZOOM_STEP)}>
            <IconZoomIn size={18} aria-hidden />
          </ActionIcon>
        </span>
      </div>
      <div ref={box} className={classes.sheet} role="img" aria-label={label}>
        <canvas ref={canvas} />
      </div>
    </div>
  );
}
