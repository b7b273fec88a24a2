import { Checkbox } from "@mantine/core";
import type { PortalContents } from "../../../ipc/views";
import { useWords } from "../../../words/speech";
import classes from "./Portal.module.css";

/** What a portal may show, each ticked on its own. */
export function ContentsChoice({
  shows,
  isDisabled = false,
  onChange,
}: {
  shows: PortalContents;
  isDisabled?: boolean;
  onChange: (shows: PortalContents) => void;
}) {
  const { portal } = useWords();
  const kinds = Object.keys(portal.contents) as (keyof PortalContents)[];
  return (
    <fieldset className={classes.contents}>
      <legend className={classes.legend}>{portal.mayShow}</legend>
      {kinds.map((kind) => (
        <Checkbox
          key={kind}
          size="xs"
          label={portal.contents[kind]}
          checked={shows[kind]}
          disabled={isDisabled}
          onChange={(event) => onChange({ ...shows, [kind]: event.currentTarget.checked })}
        />
      ))}
    </fieldset>
  );
}
