import type { AreaWords } from './area-words.ts'

export const speech: AreaWords = {
  acts: {
    transcribe: 'Needs a speech service, which the operator of the server sets.',
    recognize: 'Needs a speech service, which the operator of the server sets.',
  },
  asked: {
    file: 'The audio file',
    'audio.format': 'Form of the audio; `pcm` needs the other fields',
    'audio.sampleRate': 'Samples per second, in Hz',
    'audio.bitsPerSample': 'Bits of a sample',
    'audio.channels': 'Number of channels',
    data: 'The message',
    'data.username': 'User id; the caller if absent',
    audio: 'Form of the audio, for `pcm`',
  },
  answered: { text: 'The text' },
}
