import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link } from 'react-router'
import { sentence } from '../../../api/api-error.ts'
import { apiErrorOf } from '../../../api/unwrap.ts'
import type { Night } from '../../../api/night.ts'
import { durationText } from '../clock-text.ts'
import { useNightHere, useView } from '../night-context.ts'
import { useTemplateHref } from '../page-links.ts'
import { noFilter } from '../night-view.ts'
import { attemptsOfAnswer, nightQuestions } from '../questions.ts'
import type { NightQuestion } from '../questions.ts'
import { questionQuery } from './read-question.ts'
import type { QuestionAnswer } from './read-question.ts'
import './questions.css'

/** What one asks of a night: each question with its count, one press filters the page by it, a link opens its template with the values filled. */
export function QuestionsPanel() {
  const { archive, night, store } = useNightHere()
  const templateHref = useTemplateHref()
  const asked = useView((view) => view.filter.question)
  // one after the other: counting must not hold up what is looked at
  const answers = useQueries({ queries: nightQuestions.map((question) => questionQuery(archive, night.dayObs, question)) })
  const toggle = (id: string): void => store.setState({ filter: { ...noFilter, question: asked === id ? null : id } })
  return (
    <section className="side-part" aria-labelledby="questions-title">
      <h2 id="questions-title">Questions</h2>
      <ul className="questions" aria-labelledby="questions-title">
        {nightQuestions.map((question, k) => {
          const { data, error } = answers[k]!
          return (
            <li key={question.id} data-on={asked === question.id || undefined}>
              <button
                type="button"
                aria-pressed={asked === question.id}
                title={`Show the attempts that ${question.rows}`}
                onClick={() => toggle(question.id)}
              >
                <span>{question.title}</span>
                {error === null ? <Count night={night} question={question} answer={data} /> : <span className="question-count">?</span>}
              </button>
              {templateHref === null ? null : (
                <Link
                  to={templateHref(question.template, question.values(night.dayObs))}
                  aria-label={`Ask provenance: ${question.title}`}
                  title="The template with these values"
                >
                  ask
                </Link>
              )}
              {question.about === undefined ? null : <p className="question-about">{question.about}</p>}
              {error === null ? null : <p className="question-problem">{sentence(apiErrorOf(error), Date.now())}</p>}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Count({
  night,
  question,
  answer,
}: {
  readonly night: Night
  readonly question: NightQuestion
  readonly answer: QuestionAnswer | undefined
}) {
  const count = useMemo(() => {
    if (answer === undefined) return null
    let n = 0
    for (const isIn of attemptsOfAnswer(night, answer.rows)) n += isIn
    return n
  }, [night, answer])
  if (count === null || answer === undefined) return <span className="question-count dim">…</span>
  const most = answer.most === null || count === 0 ? '' : `, up to ${durationText(answer.most)}`
  return (
    <span className="question-count" data-none={count === 0 || undefined}>
      {answer.isCut ? 'over ' : ''}
      {count.toLocaleString('en')}
      <span className="visually-hidden">
        {' '}
        {count === 1 ? 'attempt' : 'attempts'} {question.rows}
      </span>
      {most}
    </span>
  )
}
