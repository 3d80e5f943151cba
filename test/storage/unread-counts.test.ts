import { stories } from './stories.ts'
import { UnreadStory } from './unread-story.ts'

stories('what is remembered of unread messages is what a look at everything says', UnreadStory.begin)
