"""Staff: persons, posts, certificates and their clean-out, training, and files of all of them."""
from __future__ import annotations

from api import rate
from api.access import access
from api.auth import current_actor
from api.body import Blueprint
from api.conditional import request_key, tagged, terms
from api.current import at, engine
from api.openapi import act, refuses
from api.powers import FILE, MOST, as_file, sent
from api.schemas import staff as shapes
from engine.now import shanghai_date
from engine.work import clean_outs, qualifications, roll_files, staff, training

blp = Blueprint("staff", __name__, url_prefix="/api/v1", description="人员、岗位、执法证件、培训考试、证件清理和批量导入")
PERSON, NUMBER = "/staff/<string(maxlength=64):code>", "<int(max=2147483647):%s>"
KEPT, GRANTED = "/roll/<any(units, grids, chains, persons):what>", "/roll/<any(posts, trainings, qualifications):what>"


@blp.route("/staff")
@access("people.read")
@refuses(404)
@blp.arguments(shapes.StaffQuery, location="query")
@blp.response(200, shapes.StaffPage)
def listed(query):
    """人员名册

    不含公民身份号码：系统只保存其带密钥的摘要。
    """
    return staff.find(engine(), current_actor(), **query)


@blp.route("/staff", methods=["POST"])
@access("organisation.manage")
@act()
@blp.arguments(shapes.StaffInput)
@blp.response(201, shapes.StaffAct)
def enter(body):
    """登记人员

    同一公民身份号码只能登记一次。
    """
    return staff.enter(engine(), current_actor(), body, at=at(), key=request_key())


@blp.route(PERSON)
@access("people.read")
@blp.response(200, shapes.StaffDetail, headers=shapes.TAG)
def get(code):
    """查看人员

    岗位、证件及其经历、培训考试、所负责的网格。
    """
    return tagged(staff.get(engine(), current_actor(), code, on=shanghai_date(at())))


@blp.route(PERSON + "/change", methods=["POST"])
@access("organisation.manage")
@act(versioned=True)
@blp.arguments(shapes.StaffChange)
@blp.response(200, shapes.StaffAct, headers=shapes.TAG)
def change(body, code):
    """更改人员信息"""
    return tagged(staff.change(engine(), current_actor(), code, body, **terms()))


@blp.route(PERSON + "/leave", methods=["POST"])
@access("organisation.manage")
@act(versioned=True)
@blp.response(200, shapes.StaffAct, headers=shapes.TAG)
def leave(code):
    """办理离岗

    岗位、网格责任、账号、会话、访问令牌一并终止，手中的任务退回待领。
    """
    return tagged(staff.leave(engine(), current_actor(), code, **terms()))


@blp.route(PERSON + "/return", methods=["POST"])
@access("organisation.manage")
@act(versioned=True)
@blp.response(200, shapes.StaffAct, headers=shapes.TAG)
def come_back(code):
    """办理返岗

    岗位和账号须另行办理。
    """
    return tagged(staff.come_back(engine(), current_actor(), code, **terms()))


@blp.route(PERSON + "/posts", methods=["POST"])
@access("power.grant")
@act()
@blp.arguments(shapes.PostInput)
@blp.response(201, shapes.PostAct)
def give_post(body, code):
    """授予岗位

    辅助人员、网格员不能担任执法岗位；起止日期以外岗位无效。
    """
    return staff.give_post(engine(), current_actor(), code, body, at=at(), key=request_key())


@blp.route(PERSON + "/posts/" + NUMBER % "post_id" + "/end", methods=["POST"])
@access("power.grant")
@act()
@blp.arguments(shapes.PostEnd)
@blp.response(200, shapes.PostAct)
def end_post(body, code, post_id):
    """终止岗位"""
    return staff.end_post(engine(), current_actor(), code, post_id, body, at=at(), key=request_key())


@blp.route("/certificates")
@access("people.read")
@refuses(404)
@blp.arguments(shapes.CertificatesQuery, location="query")
@blp.response(200, shapes.Certificates)
def certificates(query):
    """证件登记册"""
    return {"items": qualifications.listed(engine(), current_actor(), on=shanghai_date(at()), **query)}


@blp.route("/certificates/warnings")
@access("people.read")
@blp.response(200, shapes.CertificateNumbers)
def warnings():
    """到期和将到期的证件数"""
    return qualifications.warnings(engine(), current_actor(), on=shanghai_date(at()))


@blp.route("/certificates", methods=["POST"])
@access("power.grant")
@refuses(404)
@act()
@blp.arguments(shapes.CertificateInput)
@blp.response(201, shapes.CertificateAct)
def enter_certificate(body):
    """登记证件

    行政执法证须有合格的考试成绩；辅助人员、网格员不得持有。
    """
    return qualifications.enter(engine(), current_actor(), body, at=at(), key=request_key())


@blp.route("/certificates/" + NUMBER % "certificate_id" + "/steps", methods=["POST"])
@access("power.grant")
@act(versioned=True)
@blp.arguments(shapes.CertificateStepInput)
@blp.response(200, shapes.CertificateAct, headers=shapes.TAG)
def step(body, certificate_id):
    """换证、暂扣、恢复、收回注销"""
    return tagged(qualifications.take(engine(), current_actor(), certificate_id, body, **terms()))


@blp.route("/trainings", methods=["POST"])
@access("power.grant")
@refuses(404)
@act()
@blp.arguments(shapes.TrainingInput)
@blp.response(201, shapes.TrainingAct)
def train(body):
    """登记培训、考试"""
    return training.add(engine(), current_actor(), body, at=at(), key=request_key())


@blp.route("/trainings")
@access("people.read")
@refuses(404)
@blp.arguments(shapes.TrainingQuery, location="query")
@blp.response(200, shapes.TrainingOverview)
def trained(query):
    """单位的培训考试情况"""
    return training.overview(engine(), current_actor(), query["unit"], at=at())


@blp.route("/clean-outs")
@access("people.read")
@blp.response(200, shapes.CleanOuts)
def cleaned():
    """证件清理记录"""
    return {"items": clean_outs.listed(engine(), current_actor())}


@blp.route("/clean-outs", methods=["POST"])
@access("power.grant")
@refuses(404)
@act()
@blp.arguments(shapes.CleanOutInput)
@blp.response(201, shapes.CleanOut)
def propose(body):
    """清理一个单位的证件

    逐件查看是否离岗、到期、转岗、由辅助人员持有或者培训不足，只提出建议，确认后才执行。
    """
    return clean_outs.propose(engine(), current_actor(), body["unit"], at=at(), key=request_key())


@blp.route("/clean-outs/" + NUMBER % "clean_out_id")
@access("people.read")
@blp.response(200, shapes.CleanOut)
def clean_out(clean_out_id):
    """查看一次证件清理"""
    return clean_outs.get(engine(), current_actor(), clean_out_id)


@blp.route("/clean-outs/" + NUMBER % "clean_out_id" + "/settle", methods=["POST"])
@access("power.grant")
@act()
@blp.arguments(shapes.CleanOutSettle)
@blp.response(200, shapes.CleanOut)
def settle(body, clean_out_id):
    """执行或者撤销证件清理"""
    return clean_outs.settle(engine(), current_actor(), clean_out_id, **body, at=at(), key=request_key())


def _checked(name: str, what: str):
    rate.spend(f"a{current_actor().account_id}", "check")
    data, name = sent(name)
    return roll_files.check(engine(), current_actor(), what, data, name, at=at())


def _taken_in(name: str, what: str):
    rate.spend(f"a{current_actor().account_id}", "deploy")
    data, name = sent(name)
    return roll_files.take_in(engine(), current_actor(), what, data, name, at=at(), key=request_key())


@blp.route(KEPT + "/check", methods=["POST"])
@access("organisation.manage", body=MOST)
@refuses(404, 409, 413, 415, 422)
@blp.doc(requestBody=FILE)
@blp.arguments(shapes.RollName, location="query")
@blp.response(200, shapes.RollFile)
def check_roll(query, what):
    """检查单位、网格、人员文件

    不保存任何内容：列出将新增、更改的各行，或者文件的全部问题。
    """
    return _checked(query["name"], what)


@blp.route(KEPT, methods=["POST"])
@access("organisation.manage", body=MOST)
@refuses(404, 409, 413, 415, 422)
@act()
@blp.doc(requestBody=FILE)
@blp.arguments(shapes.RollName, location="query")
@blp.response(201, shapes.RollFile)
def take_in_roll(query, what):
    """导入单位、网格、责任链、人员

    由系统管理员导入。有一处问题即整份不予采用，逐项列出文件、行号和原因。
    """
    return _taken_in(query["name"], what)


@blp.route(GRANTED + "/check", methods=["POST"])
@access("power.grant", body=MOST)
@refuses(404, 409, 413, 415, 422)
@blp.doc(requestBody=FILE)
@blp.arguments(shapes.RollName, location="query")
@blp.response(200, shapes.RollFile)
def check_powers(query, what):
    """检查岗位、培训考试、证件文件

    不保存任何内容：列出将新增、更改的各行，或者文件的全部问题。
    """
    return _checked(query["name"], what)


@blp.route(GRANTED, methods=["POST"])
@access("power.grant", body=MOST)
@refuses(404, 409, 413, 415, 422)
@act()
@blp.doc(requestBody=FILE)
@blp.arguments(shapes.RollName, location="query")
@blp.response(201, shapes.RollFile)
def take_in_powers(query, what):
    """导入岗位、培训考试、证件

    由安全管理员导入。有一处问题即整份不予采用，逐项列出文件、行号和原因。
    """
    return _taken_in(query["name"], what)


@blp.route("/roll/<any(units, grids, chains, persons, posts, trainings, qualifications):what>/template")
@access("people.read")
@blp.response(200, {"type": "string"}, content_type="text/csv", description="CSV（UTF-8，带 BOM），第二行是示例")
def template(what):
    """下载导入样表"""
    return as_file(roll_files.template(engine(), what), f"{what}-template")
