import { NewsStory } from './news-story.ts'
import { stories } from './stories.ts'

stories('what marks and lists say is what a look at everything says', NewsStory.begin)
