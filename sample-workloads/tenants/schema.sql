-- Project planning for many companies in one database: tenant_id everywhere, row-level security, uuid keys.

CREATE TABLE tenants (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    plan text NOT NULL DEFAULT 'free' CONSTRAINT tenants_plan_check CHECK (plan IN ('free', 'team', 'company')),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE members (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL DEFAULT 'member',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT members_tenant_id_email_key UNIQUE (tenant_id, email),
    CONSTRAINT members_tenant_id_id_key UNIQUE (tenant_id, id)
);

CREATE INDEX members_tenant_id_email_idx ON members (tenant_id, email);

CREATE TABLE projects (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants,
    name text NOT NULL,
    archived boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX projects_tenant_id_idx ON projects (tenant_id);

CREATE TABLE project_members (
    project_id uuid NOT NULL REFERENCES projects ON DELETE CASCADE,
    member_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
    added_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX project_members_project_id_idx ON project_members (project_id);
CREATE INDEX project_members_member_id_idx ON project_members (member_id);

CREATE TABLE tasks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants,
    project_id uuid NOT NULL REFERENCES projects,
    assignee_id uuid,
    number integer NOT NULL,
    title text NOT NULL,
    description text,
    state text NOT NULL DEFAULT 'open' CONSTRAINT tasks_state_check CHECK (state IN ('open', 'active', 'done')),
    labels text[] NOT NULL DEFAULT '{}',
    external_reference text,
    archived boolean NOT NULL DEFAULT false,
    due_on date,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tasks_assignee_fkey FOREIGN KEY (tenant_id, assignee_id) REFERENCES members (tenant_id, id)
);
COMMENT ON COLUMN tasks.number IS 'Counted within the project, as people say it';

CREATE INDEX tasks_tenant_id_idx ON tasks (tenant_id);
CREATE INDEX tasks_tenant_id_project_id_idx ON tasks (tenant_id, project_id);
CREATE INDEX tasks_project_id_number_idx ON tasks (project_id, number);
CREATE INDEX index_tasks_on_project_id_and_number ON tasks (project_id, number);
CREATE INDEX tasks_tenant_id_assignee_id_idx ON tasks (tenant_id, assignee_id);
CREATE INDEX tasks_labels_idx ON tasks (labels);
CREATE INDEX tasks_external_reference_idx ON tasks (external_reference);
CREATE INDEX tasks_archived_idx ON tasks (archived);
CREATE INDEX tasks_updated_at_idx ON tasks (updated_at);

CREATE TABLE task_comments (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants,
    task_id uuid NOT NULL REFERENCES tasks ON DELETE CASCADE,
    member_id uuid NOT NULL REFERENCES members,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT fk_task_comments_task FOREIGN KEY (task_id) REFERENCES tasks (id) ON DELETE CASCADE
);

CREATE INDEX task_comments_tenant_id_idx ON task_comments (tenant_id);
CREATE INDEX task_comments_task_id_idx ON task_comments (task_id);
CREATE INDEX task_comments_task_id_created_at_idx ON task_comments (task_id, created_at);

CREATE TABLE attachments (
    id text PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants,
    task_id uuid NOT NULL REFERENCES tasks ON DELETE CASCADE,
    "fileName" text NOT NULL,
    "fileSize" bigint NOT NULL,
    uploaded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX attachments_task_id_idx ON attachments (task_id);

CREATE TABLE audit_log (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants,
    member_id uuid,
    action text NOT NULL,
    subject_id uuid NOT NULL,
    changes jsonb NOT NULL DEFAULT '{}',
    happened_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX audit_log_tenant_id_happened_at_idx ON audit_log (tenant_id, happened_at);

CREATE TABLE plans (
    code text PRIMARY KEY,
    seats integer NOT NULL,
    monthly_cents integer NOT NULL
);

-- The tenant whose request this is: the application sets it at the start of each transaction.
CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE plpgsql AS
$$
BEGIN
    RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;
END
$$;

CREATE FUNCTION is_member(tenant uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS
$$
BEGIN
    RETURN tenant = nullif(current_setting('app.tenant_id', true), '')::uuid;
END
$$;

ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
CREATE POLICY projects_of_tenant ON projects USING (tenant_id = (SELECT current_tenant()));

ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY tasks_of_tenant ON tasks USING (tenant_id = current_tenant());
CREATE POLICY tasks_readable ON tasks FOR SELECT USING (is_member(tenant_id));

ALTER TABLE task_comments ENABLE ROW LEVEL SECURITY;
CREATE POLICY task_comments_of_tenant ON task_comments USING (tenant_id = (SELECT current_tenant()));

ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_log_of_tenant ON audit_log USING (tenant_id = current_tenant());

-- The role of the application: policies hold for it, not for the owner of the tables.
DO $$ BEGIN
    CREATE ROLE sample_tenants_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO sample_tenants_app;
