import { ReactionStory } from './reaction-story.ts'
import { stories } from './stories.ts'

stories('the reactions that users are shown are those of a recount', ReactionStory.begin)
