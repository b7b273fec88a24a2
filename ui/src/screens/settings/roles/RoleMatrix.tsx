import { ActionIcon, Menu } from "@mantine/core";
import { IconCheck, IconDots, IconMinus } from "@tabler/icons-react";
import { type KeyboardEvent, useRef } from "react";
import { rights as ALL_RIGHTS } from "../../../ipc/bindings";
import type { Right, RoleView } from "../../../ipc/views";
import { useSession } from "../../../nav/session";
import { useRoleDescription, useRoleName } from "../../../parts/use-role-name";
import { useWords } from "../../../words/speech";
import { type Edited, rightsOf } from "./changes";
import classes from "./Roles.module.css";

interface Props {
  roles: RoleView[];
  edited: Edited;
  mayEdit: boolean;
  onToggle: (role: RoleView, right: Right) => void;
  onCopy: (role: RoleView) => void;
  onRename: (role: RoleView) => void;
  onRemove: (role: RoleView) => void;
}

const STEPS: Record<string, [number, number] | undefined> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Rights by roles: a check where members may, a minus where not. Arrows move over what can be changed. */
export function RoleMatrix({ roles, edited, mayEdit, onToggle, onCopy, onRename, onRemove }: Props) {
  const { roles: words, rights, frame } = useWords();
  const roleName = useRoleName();
  const descriptionOf = useRoleDescription();
  const { session } = useSession();
  const table = useRef<HTMLTableElement>(null);
  const isAdmin = session.roles.includes("Admin");
  const move = (event: KeyboardEvent<HTMLButtonElement>, row: number, column: number) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = `[data-cell="${row + step[0]} ${column + step[1]}"]`;
    table.current?.querySelector<HTMLButtonElement>(at)?.focus();
  };
  const ordered = [...ALL_RIGHTS].sort();
  const own = roles.filter(({ isSystem }) => !isSystem);
  // what can be changed is in sight without scrolling
  const columns = [...own, ...roles.filter(({ isSystem }) => isSystem)];
  return (
    <div className={classes.scroll}>
      <table ref={table} className={classes.matrix} aria-label={words.title}>
        <thead>
          <tr>
            <th scope="col" className={classes.right}>
              {words.right}
            </th>
            {columns.map((role) => (
              <th key={role.id} scope="col" data-own={!role.isSystem || undefined}>
                <span className={classes.name} title={descriptionOf(role)}>
                  {roleName(role.name)}
                </span>
                <span className="small muted">{words.members(role.members)}</span>
                {mayEdit && (
                  <Menu>
                    <Menu.Target>
                      <ActionIcon size="sm" aria-label={frame.labelled(frame.more, roleName(role.name))}>
                        <IconDots size={16} aria-hidden />
                      </ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown>
                      <Menu.Item onClick={() => onCopy(role)}>{words.copy}</Menu.Item>
                      {!role.isSystem && <Menu.Item onClick={() => onRename(role)}>{words.rename}</Menu.Item>}
                      {!role.isSystem && (
                        <Menu.Item
                          disabled={role.members > 0}
                          title={role.members > 0 ? words.hasMembers : undefined}
                          onClick={() => onRemove(role)}>
                          {words.remove}
                        </Menu.Item>
                      )}
                    </Menu.Dropdown>
                  </Menu>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered.map((right, row) => (
            <tr key={right}>
              <th scope="row" className={classes.right}>
                {rights[right]}
              </th>
              {columns.map((role) => {
                const has = rightsOf(role, edited).includes(right);
                const isChanged = has !== role.rights.includes(right);
                const Sign = has ? IconCheck : IconMinus;
                const sign = <Sign size={16} aria-hidden />;
                if (role.isSystem || !mayEdit)
                  return (
                    <td key={role.id} data-has={has || undefined}>
                      {sign}
                      <span className={classes.spoken}>{has ? words.may : words.mayNot}</span>
                    </td>
                  );
                const column = own.indexOf(role);
                const isLacking = !isAdmin && !has && !session.rights.includes(right);
                return (
                  <td key={role.id} data-has={has || undefined} data-changed={isChanged || undefined}>
                    <button
                      type="button"
                      role="checkbox"
                      aria-checked={has}
                      aria-label={words.of(role.name, rights[right])}
                      className={classes.cell}
                      data-cell={`${row} ${column}`}
                      disabled={isLacking}
                      title={isLacking ? words.lacking : undefined}
                      onKeyDown={(event) => move(event, row, column)}
                      onClick={() => onToggle(role, right)}>
                      {sign}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
