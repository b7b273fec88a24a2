import { fieldLengths } from "../../ipc/bindings";
import { useMay } from "../../nav/session";
import type { GroupForm, GroupSessionView, ReadVersionToken } from "../../ipc/views";
import { useWords } from "../../words/speech";
import { type EditField, EditRow } from "../EditRow";

/** The fields as they are typed, over the session as it was when that began. */
interface TypedFacts {
  seats: string;
  topic: string;
  loaded: GroupForm;
  seen: ReadVersionToken;
  topicSeen: ReadVersionToken | null;
}

interface Props {
  session: GroupSessionView;
  mayEdit: boolean;
  showsTopic: boolean;
  onChanged: (now: GroupSessionView) => void;
}

/** How many seats a session has and what it is about, edited in place. */
export function SessionFacts({ session: { appointment, topicSeen }, mayEdit, showsTopic, onChanged }: Props) {
  const { groups: words } = useWords();
  const { id, seen, group } = appointment;
  const may = useMay();
  if (group === null) return null;
  const editsTopic = showsTopic && may("visits.write");
  const loaded: GroupForm = { seats: group.seats, topic: editsTopic ? (group.topic ?? "") : "" };
  const form: TypedFacts = { seats: String(group.seats), topic: loaded.topic, loaded, seen, topicSeen };
  const fields: EditField<TypedFacts>[] = [
    { key: "seats", label: words.seats, span: 1, lengthMax: 3, takes: words.takesSeats },
  ];
  if (editsTopic) fields.push({ key: "topic", label: words.topic, span: 5, lengthMax: fieldLengths.groupTopic.topic });
  return (
    <EditRow
      name={editsTopic ? words.seatsAndTopic : words.seatsAlone}
      fields={fields}
      form={form}
      mayEdit={mayEdit}
      save={async (clinic, typed) => {
        const wanted = { seats: seatsOf(typed.seats), topic: typed.topic };
        const now = await clinic.editGroupSession(id, typed.seen, typed.topicSeen, typed.loaded, wanted);
        onChanged(now);
        return now;
      }}>
      <span>{words.seatCount(group.seats)}</span>
      {showsTopic && <span className="muted">{group.topic ?? words.noTopic}</span>}
    </EditRow>
  );
}

/** A number as it is typed; what is none is refused as an impossible one. */
export const seatsOf = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : 0);
