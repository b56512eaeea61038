import { Component } from 'react'
import type { ReactNode } from 'react'
import { FailureBox } from '../ui/failure-box.tsx'

/** Keeps a bug in one page from taking the others along. */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly message: string | null }> {
  override state: { readonly message: string | null } = { message: null }

  static getDerivedStateFromError(error: unknown): { readonly message: string } {
    return { message: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children
    return (
      <main className="page">
        <FailureBox
          title="This page broke"
          message={`Something in Skydax itself went wrong here: ${this.state.message}. The other pages work; your link is kept.`}
          onRetry={() => this.setState({ message: null })}
        />
      </main>
    )
  }
}
