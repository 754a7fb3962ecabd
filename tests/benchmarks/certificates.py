"""How long a batch of certificates takes: `python -m tests.benchmarks.certificates N`."""

from __future__ import annotations

import resource
import sys
import time
from datetime import date

from certificates.pdf.design import certificate_batch, render_certificate
from certificates.pdf.faces import CertificateFace
from lms.core.bilingual import Bilingual

NAMES = ("王芳", "䶮天宇", "李晓彤", "欧阳娜娜", "张伟", "刘洋", "陈静", "赵敏")


def _face(n: int) -> CertificateFace:
    return CertificateFace(
        name_zh=NAMES[n % len(NAMES)], name_latin=f"Tester {n}", title=Bilingual("售后工程师", "Field engineer"),
        tier=Bilingual("初级", "Junior"), tier_level=1, product_line=Bilingual("商用设备", "Commercial equipment"),
        number=f"HT-2026-{n:06d}", issued_on=date(2026, 11, 22), expires_on=date(2028, 11, 21),
        organisation=Bilingual("恒拓设备", "Hengtuo Equipment"), signatory_name=Bilingual("周敏", "Zhou Min"),
        signatory_title=Bilingual("培训总监", "Head of training"), verify_url=f"https://certs.example.org/v/{n:016d}",
    )  # fmt: skip


def main() -> None:
    """Render a batch and say what it took."""
    count = int(sys.argv[1])
    faces = [_face(n) for n in range(count)]
    with certificate_batch(faces[:1]) as batch:
        render_certificate(faces[0], batch)
    begun, cpu = time.perf_counter(), time.process_time()
    with certificate_batch(faces) as batch:
        size = sum(len(render_certificate(face, batch)) for face in faces)
    took, used = time.perf_counter() - begun, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {count} certificates, one process: {60 * count / took:.0f} a minute, CPU {1000 * used / count:.0f} ms each, {size / count / 1024:.0f} KB, {memory:.0f} MB"
    )


if __name__ == "__main__":
    main()
