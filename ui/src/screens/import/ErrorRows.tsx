import type { ImportColumn, ImportError } from "../../ipc/views";
import { EditRow } from "../../parts/EditRow";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Import.module.css";
import { Pager, usePaged } from "./paged";
import { type ErrorWords, useErrorWords } from "./use-error-words";

interface Props {
  errors: ImportError[];
  columns: ImportColumn[];
  onCorrect: (error: ImportError, value: string) => void;
}

/** The lines that are not imported as they are; a value is corrected in place. */
export function ErrorRows({ errors, columns, onCorrect }: Props) {
  const { imports } = useWords();
  const paged = usePaged(errors);
  const wordsOf = useErrorWords(columns);
  return (
    <Panel title={imports.errors}>
      <p className={classes.help}>{imports.errorsHelp}</p>
      <ul className={classes.list}>
        {paged.rows.map((error) => (
          <li key={`${error.line} ${error.column} ${error.field}`}>
            {error.column === null ? (
              <LineError line={error.line} words={wordsOf(error)} />
            ) : (
              <ValueError error={error} words={wordsOf(error)} onCorrect={(value) => onCorrect(error, value)} />
            )}
          </li>
        ))}
      </ul>
      <Pager of={paged} label={imports.errors} />
    </Panel>
  );
}

interface ValueProps {
  error: ImportError;
  words: ErrorWords;
  onCorrect: (value: string) => void;
}

/** A value that is at fault, with its reason. */
function ValueError({ error, words: { field, why }, onCorrect }: ValueProps) {
  const { imports } = useWords();
  const format = useFormat();
  const value = error.value ?? "";
  const name = imports.errorIn(format.number(error.line, 0), field);
  return (
    <EditRow
      name={name}
      fields={[{ key: "value", label: imports.because(name, why), span: 6 }]}
      form={{ value }}
      mayBeEmpty
      mayEdit
      save={(_, form) => {
        onCorrect(form.value);
        return Promise.resolve(true);
      }}>
      <span className="strong">{name}</span>
      <span>{value === "" ? imports.noValue : value}</span>
      <span className={`small ${classes.reason}`}>{why}</span>
    </EditRow>
  );
}

/** What is wrong with a line as such: no value can be corrected here. */
function LineError({ line, words: { field, why } }: { line: number; words: ErrorWords }) {
  const { imports } = useWords();
  const format = useFormat();
  return (
    <div className={classes.line}>
      <span className="strong">{imports.errorIn(format.number(line, 0), field)}</span>
      <span className={`small ${classes.reason}`}>{why}</span> <span className="small muted">{imports.onlyInFile}</span>
    </div>
  );
}
