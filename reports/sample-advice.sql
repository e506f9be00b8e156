CREATE INDEX ON public.posts (author_id, created_at DESC NULLS LAST);
CREATE INDEX ON public.comments (post_id) INCLUDE (score) WHERE deleted_at IS NULL;
