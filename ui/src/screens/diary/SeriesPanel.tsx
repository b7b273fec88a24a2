import { Button, Skeleton, Stack, Text } from "@mantine/core";
import type { QueryResult } from "../../ipc/use-clinic";
import type { SeriesPreview } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { useWords } from "../../words/speech";
import type { TypedRepeat } from "./series/repeat";
import { RuleFields } from "./series/RuleFields";
import { SeriesDates } from "./SeriesDates";

const OF_RULE = ["every", "count", "until"];

interface Props {
  timeZone: string;
  repeat: TypedRepeat;
  /** Null while no patient is chosen. */
  preview: QueryResult<SeriesPreview | null>;
  /** The fields of the appointment that the clinic refused are shown below them, not here. */
  shownFields: readonly string[];
  taken: string[];
  onChange: (repeat: TypedRepeat) => void;
  onOnce: () => void;
}

/** The rule of a series and its dates, beside the appointment that begins it. */
export function SeriesPanel({ timeZone, repeat, preview, shownFields, taken, onChange, onOnce }: Props) {
  const { series: words } = useWords();
  const { value, problem, isPending } = preview;
  const shown = [...OF_RULE, ...shownFields];
  const isShown = problem?.code === "invalid" && problem.fields.every(({ field }) => shown.includes(field));
  return (
    <Stack gap="sm">
      <RuleFields repeat={repeat} problem={problem} onChange={onChange} />
      {problem !== null && !isShown && <ProblemAlert problem={problem} onRetry={preview.reload} />}
      {taken.length > 0 && (
        <Text size="sm" role="alert" c="var(--nv-warn-text)">
          {words.taken(taken.length)}
        </Text>
      )}
      {value === null && problem === null && !isPending && (
        <Text size="sm" c="dimmed">
          {words.choosePatient}
        </Text>
      )}
      {value === null && isPending && <Skeleton height={160} />}
      {value !== null && (
        <SeriesDates
          timeZone={timeZone}
          dates={value.dates}
          taken={taken}
          leftOut={words.notBooked}
          adjusted={repeat}
          onAdjust={(adjusted) => onChange({ ...repeat, ...adjusted })}
        />
      )}
      <Button variant="subtle" size="xs" w="fit-content" onClick={onOnce}>
        {words.once}
      </Button>
    </Stack>
  );
}
