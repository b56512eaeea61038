import type { UploadLimits } from '../../../dax/contract/uploads.ts'
import type { MadeFacts } from '../../engine/upload/read-file.ts'
import type { UploadOrder } from '../../engine/upload/upload-item.ts'
import { TextField } from '../../ui/text-field.tsx'
import { InputsField } from './inputs-field.tsx'
import { commonFact, nothingTold, wrongInput, type MadeFrom } from './made-from.ts'

/** What the form asks for all files that are sent next. */
export interface OrderForm extends Omit<UploadOrder, 'sidecarOf'> {
  readonly made: MadeFrom
}

export const emptyOrder: OrderForm = { visibility: 'private', group: '', collection: '', storeOnly: false, made: nothingTold }

const who: Readonly<Record<string, string>> = { private: 'Only me', group: 'A group', public: 'Everybody' }
const licences = ['CC0-1.0', 'CC-BY-4.0', 'CC-BY-SA-4.0', 'CC-BY-NC-4.0', 'All rights reserved']

const collectionProblem = (text: string): string | null =>
  /^[\w .:/+-]{0,64}$/u.test(text) ? null : 'Up to 64 letters, digits, spaces or . : / + - _'

/** What keeps files from being sent with this form; null = nothing. */
export function orderProblem(form: OrderForm, groups: readonly string[]): string | null {
  if (collectionProblem(form.collection) !== null) return 'The collection in the form has characters that it cannot have.'
  if (wrongInput(form.made.inputs) !== null) return 'The form names an input that is no id.'
  return form.visibility === 'group' && !groups.includes(form.group) ? 'Choose the group that may see the files.' : null
}

export interface OrderFieldsProps {
  readonly form: OrderForm
  readonly onChange: (form: OrderForm) => void
  readonly limits: UploadLimits | undefined
  readonly groups: readonly string[]
  /** What the headers of the files say of how they were made. */
  readonly headers: readonly MadeFacts[]
  /** Footprint of the file that is looked at (STC-S), to find the images it may be made from. */
  readonly region: string | null
  /** Inputs are being picked: the map is lent to that. */
  readonly isPicking: boolean
  readonly onPicking: (isPicking: boolean) => void
}

/** Metadata and provenance, once for all files: who may see them, how they were made, by whom. */
export function OrderFields({ form, onChange, limits, groups, headers, region, isPicking, onPicking }: OrderFieldsProps) {
  const change = (part: Partial<OrderForm>): void => onChange({ ...form, ...part })
  return (
    <section className="order" aria-label="For all files">
      <h2>For all files</h2>
      <div className="order-fields">
        <label className="field">
          <span>Who may see them</span>
          <select
            value={form.visibility}
            onChange={(event) => change({ visibility: event.target.value as OrderForm['visibility'], group: form.group || (groups[0] ?? '') })}
          >
            {(limits?.visibilities ?? ['private', 'public']).map((one) => (
              <option key={one} value={one}>
                {who[one] ?? one}
              </option>
            ))}
          </select>
        </label>
        {form.visibility === 'group' ? (
          <label className="field">
            <span>Group</span>
            <select value={form.group} onChange={(event) => change({ group: event.target.value })}>
              {groups.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        ) : null}
        <TextField
          label="Collection, if no header names it"
          value={form.collection}
          placeholder="upload"
          onChange={(collection) => change({ collection })}
          problem={collectionProblem(form.collection)}
        />
        <MadeField form={form} onChange={onChange} headers={headers} name="licence" label="Licence" example="CC-BY-4.0" options={licences} />
      </div>
      <h3>How they were made</h3>
      <div className="order-fields">
        <InputsField
          value={form.made.inputs}
          region={region}
          isPicking={isPicking}
          onPicking={onPicking}
          problem={wrongInput(form.made.inputs)}
          onChange={(inputs) => change({ made: { ...form.made, inputs } })}
        />
        <MadeField form={form} onChange={onChange} headers={headers} name="software" label="By which software" example="SWarp" />
        <MadeField form={form} onChange={onChange} headers={headers} name="version" label="Version" example="2.41.5" />
        <MadeField form={form} onChange={onChange} headers={headers} name="by" label="By whom" example="you, a pipeline, an observatory" />
      </div>
      <label className="row check">
        <input type="checkbox" checked={form.storeOnly} onChange={(event) => change({ storeOnly: event.target.checked })} />
        <span>Store only: keep the files, read nothing of them. No search finds them; they can be registered later.</span>
      </label>
    </section>
  )
}

interface MadeFieldProps extends Pick<OrderFieldsProps, 'form' | 'onChange' | 'headers'> {
  readonly name: Exclude<keyof MadeFrom, 'inputs'>
  readonly label: string
  readonly example: string
  readonly options?: readonly string[]
}

/** A field that is filled from the headers where it is left empty, and says with what. */
function MadeField({ form, onChange, headers, name, label, example, options }: MadeFieldProps) {
  const common = commonFact(headers, name)
  const isTold = headers.some((one) => one[name] !== null)
  const filled = common ?? (isTold ? 'as each header says' : null)
  return (
    <TextField
      label={filled === null ? label : `${label} (from the headers)`}
      value={form.made[name]}
      placeholder={filled ?? example}
      onChange={(value) => onChange({ ...form, made: { ...form.made, [name]: value } })}
      {...(options === undefined ? {} : { options })}
    />
  )
}
