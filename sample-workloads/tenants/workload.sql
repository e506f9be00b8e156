-- What the planning application sends: each request is a transaction that names its tenant first.

-- session: SET ROLE sample_tenants_app

-- request: board
-- weight: 60
-- transaction
-- $tenant: md5('tenant ' || 1 + floor((SELECT count(*) FROM tenants) * power(random(), 3)))

-- statement: set_tenant
SELECT set_config('app.tenant_id', $tenant, true);

-- statement: projects_of_tenant
SELECT id, name FROM projects WHERE tenant_id = $tenant AND NOT archived ORDER BY created_at DESC LIMIT 10;

-- One query a project: the board does not count them together.
-- statement: open_tasks_of_project
-- each: projects_of_tenant
SELECT count(*) FROM tasks WHERE project_id = $projects_of_tenant.id AND state = 'open';

-- statement: tasks_of_project
SELECT id, number, title, state, assignee_id, due_on FROM tasks
WHERE project_id = $projects_of_tenant.id AND state <> 'done' AND NOT archived ORDER BY number;

-- statement: assignee
-- each: tasks_of_project
SELECT id, name, email FROM members WHERE id = $tasks_of_project.assignee_id;

-- request: my_tasks
-- weight: 24
-- transaction
-- $tenant: md5('tenant ' || 1 + floor((SELECT count(*) FROM tenants) * power(random(), 3)))

-- statement: set_tenant_of_member
SELECT set_config('app.tenant_id', $tenant, true);

-- statement: member_of_tenant
SELECT id FROM members WHERE tenant_id = $tenant ORDER BY email LIMIT 1;

-- statement: open_task_count
SELECT count(*) FROM tasks WHERE tenant_id = $tenant AND state = 'open';

-- statement: tasks_of_member
SELECT id, title, due_on FROM tasks WHERE assignee_id = $member_of_tenant.id AND state = 'active' ORDER BY due_on LIMIT 20;

-- request: task_page
-- weight: 40
-- transaction
-- $tenant: md5('tenant ' || 1 + floor((SELECT count(*) FROM tenants) * power(random(), 3)))

-- statement: set_tenant_of_task
SELECT set_config('app.tenant_id', $tenant, true);

-- statement: project_of_task
SELECT id FROM projects WHERE tenant_id = $tenant ORDER BY created_at LIMIT 1;

-- statement: task_by_number
SELECT * FROM tasks WHERE project_id = $project_of_task.id AND number = 1;

-- statement: comments_of_task
-- each: task_by_number
SELECT c.id, c.body, c.created_at, m.name FROM task_comments AS c JOIN members AS m ON m.id = c.member_id
WHERE c.task_id = $task_by_number.id ORDER BY c.created_at;

-- statement: attachments_of_task
-- each: task_by_number
SELECT id, "fileName", "fileSize" FROM attachments WHERE task_id = $task_by_number.id;

-- request: edit_task
-- weight: 24
-- transaction
-- $tenant: md5('tenant ' || 1 + floor((SELECT count(*) FROM tenants) * power(random(), 3)))
-- $n: floor(1000 * random())

-- statement: set_tenant_of_edit
SELECT set_config('app.tenant_id', $tenant, true);

-- statement: project_of_edit
SELECT id FROM projects WHERE tenant_id = $tenant ORDER BY created_at LIMIT 1 OFFSET 1;

-- statement: update_task
-- each: project_of_edit
UPDATE tasks SET title = 'Edited ' || $n, updated_at = now() WHERE project_id = $project_of_edit.id AND number = 2 RETURNING id;

-- statement: insert_task_comment
-- each: update_task
INSERT INTO task_comments (tenant_id, task_id, member_id, body)
SELECT $tenant, $update_task.id, id, 'Changed the title.' FROM members WHERE tenant_id = $tenant LIMIT 1;

-- statement: insert_audit
-- each: update_task
INSERT INTO audit_log (tenant_id, action, subject_id, changes)
VALUES ($tenant, 'task.updated', $update_task.id, '{"title": "changed"}');

-- request: labels
-- weight: 2
-- transaction
-- $tenant: md5('tenant ' || 1 + floor((SELECT count(*) FROM tenants) * power(random(), 3)))
-- $area: 1 + floor(20 * random())

-- statement: set_tenant_of_labels
SELECT set_config('app.tenant_id', $tenant, true);

-- statement: tasks_by_label
SELECT id, title FROM tasks WHERE labels @> ARRAY['area-' || $area] ORDER BY created_at DESC LIMIT 20;

-- request: audit_page
-- weight: 4
-- transaction
-- $tenant: md5('tenant ' || 1 + floor((SELECT count(*) FROM tenants) * power(random(), 3)))

-- statement: set_tenant_of_audit
SELECT set_config('app.tenant_id', $tenant, true);

-- statement: audit_of_tenant
SELECT * FROM audit_log ORDER BY happened_at DESC LIMIT 50;

-- statement: audit_of_subject
SELECT action, happened_at FROM audit_log WHERE subject_id = md5('task 77')::uuid ORDER BY happened_at;

-- request: member_page
-- weight: 12
-- transaction
-- $tenant: md5('tenant ' || 1 + floor((SELECT count(*) FROM tenants) * power(random(), 3)))

-- statement: set_tenant_of_members
SELECT set_config('app.tenant_id', $tenant, true);

-- statement: member_by_email
SELECT m.id, m.name, m.role FROM members AS m WHERE m.tenant_id = $tenant ORDER BY m.email LIMIT 1;

-- statement: projects_of_member
-- each: member_by_email
SELECT p.id, p.name FROM project_members AS pm JOIN projects AS p ON p.id = pm.project_id WHERE pm.member_id = $member_by_email.id;

-- statement: comments_of_member
-- each: member_by_email
SELECT id, task_id, created_at FROM task_comments WHERE member_id = $member_by_email.id ORDER BY created_at DESC LIMIT 20;

-- request: billing
-- weight: 6
-- $tenant: md5('tenant ' || 1 + floor((SELECT count(*) FROM tenants) * random()))

-- statement: plan_of_tenant
SELECT t.name, p.seats, p.monthly_cents, (SELECT count(*) FROM members AS m WHERE m.tenant_id = t.id) AS members
FROM tenants AS t JOIN plans AS p ON p.code = t.plan WHERE t.id = $tenant;
