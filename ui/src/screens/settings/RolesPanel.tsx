import { Button, Text } from "@mantine/core";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import { useNavigation } from "../../nav/navigation";
import { Loaded } from "../../parts/Loaded";
import { Panel } from "../../parts/Panel";
import { useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** How many roles are the clinic's own, and the way to all of them. */
export function RolesPanel() {
  const { roles: words } = useWords();
  const { go } = useNavigation();
  const view = useClinicQuery(queries.roles());
  return (
    <Panel title={words.open}>
      <Loaded of={view} rows={1}>
        {(roles) => (
          <div className={classes.fields}>
            <Text size="sm">{words.count(roles.filter(({ isSystem }) => !isSystem).length)}</Text>
            <div>
              <Button variant="default" onClick={() => go({ page: "roles" })}>
                {words.show}
              </Button>
            </div>
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
