-- The projects that a definition adds up for each project.
select definition_id, project_id, list(member_id order by member_id) as members
from definition_member
group by definition_id, project_id
order by definition_id, project_id
