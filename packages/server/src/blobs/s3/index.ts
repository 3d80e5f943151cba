// Loaded only if files are kept in S3, because it brings the SDK with it.
export { S3BlobStore } from './s3-blob-store.ts'
export { S3Bucket } from './s3-bucket.ts'
export { S3ExportFiles } from './s3-export-files.ts'
