import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import type { RoleView } from "../../../ipc/views";
import { useMay } from "../../../nav/session";
import { AskDialog } from "../../../parts/AskDialog";
import { Loaded } from "../../../parts/Loaded";
import { Page } from "../../../parts/Page";
import { Sheet } from "../../../parts/Panel";
import { useRoleName } from "../../../parts/use-role-name";
import { useWords } from "../../../words/speech";
import { changesOf, type Edited, formOf, toggled } from "./changes";
import { ReviewDialog } from "./ReviewDialog";
import { RoleDialog } from "./RoleDialog";
import { RoleMatrix } from "./RoleMatrix";

type Asked = { copies: RoleView } | { renames: RoleView } | { removes: RoleView };

/** What each role lets its members do: those of the program to look at and copy, the clinic's own to change. */
export function RolesPage() {
  const { roles: words } = useWords();
  const roleName = useRoleName();
  const mayEdit = useMay()("roles.manage");
  const view = useClinicQuery(queries.roles());
  const [edited, setEdited] = useState<Edited>({});
  const [asked, setAsked] = useState<Asked | null>(null);
  const [reviews, setReviews] = useState(false);
  const changes = changesOf(view.value ?? [], edited);
  const saved = (roles: RoleView[]) => view.set(roles);
  const close = () => setAsked(null);
  return (
    <Page
      title={words.title}
      line={words.line}
      tools={
        changes.length > 0 && (
          <Button variant="subtle" onClick={() => setEdited({})}>
            {words.discard}
          </Button>
        )
      }
      primary={
        changes.length > 0 && (
          <Button data-primary onClick={() => setReviews(true)}>
            {words.review(changes.length)}
          </Button>
        )
      }>
      <Loaded of={view} rows={16}>
        {(roles) => (
          <Sheet>
            <RoleMatrix
              roles={roles}
              edited={edited}
              mayEdit={mayEdit}
              onToggle={(role, right) => setEdited((before) => toggled(role, right, before))}
              onCopy={(role) => setAsked({ copies: role })}
              onRename={(role) => setAsked({ renames: role })}
              onRemove={(role) => setAsked({ removes: role })}
            />
          </Sheet>
        )}
      </Loaded>
      {asked !== null && "copies" in asked && (
        <RoleDialog
          title={words.copyOf(roleName(asked.copies.name))}
          form={{ name: words.copied(roleName(asked.copies.name)), description: "", rights: asked.copies.rights }}
          save={(clinic, form) => clinic.addRole(form)}
          message={words.added}
          onSaved={saved}
          onClose={close}
        />
      )}
      {asked !== null && "renames" in asked && (
        <RoleDialog
          title={asked.renames.name}
          form={formOf(asked.renames, {})}
          save={(clinic, form) =>
            clinic.editRole(asked.renames.id, asked.renames.seen, formOf(asked.renames, {}), form)
          }
          message={() => words.saved}
          onSaved={saved}
          onClose={close}
        />
      )}
      {asked !== null && "removes" in asked && (
        <AskDialog
          question={words.removeAsk(asked.removes.name)}
          answer={words.remove}
          act={(clinic) =>
            clinic
              .removeRole(asked.removes.id, asked.removes.seen)
              .then(saved)
              .then(() => true)
          }
          onDone={() => notifications.show({ message: words.removed(asked.removes.name) })}
          onClose={close}
        />
      )}
      {reviews && view.value !== null && (
        <ReviewDialog
          roles={view.value}
          edited={edited}
          onSaved={(roles, left) => {
            saved(roles);
            setEdited(left);
          }}
          onClose={() => setReviews(false)}
        />
      )}
    </Page>
  );
}
